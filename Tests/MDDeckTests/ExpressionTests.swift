import MDCore
import Testing

@testable import MDDeck

struct ExpressionTests {
  private func value(_ formula: String) throws -> Double {
    let run = RecordedRun()
    run.step = 50
    run.run = RunInterval(first: 0, last: 200, timestep: 0.001)
    try run.variables.setIndex("three", to: ["3"])
    return try run.variables.value(of: formula, run)
  }

  @Test(
    arguments: [
      ("1+2*3", 7), ("(1+2)*3", 9), ("2^3^2", 64), ("-2^2", 4), ("2^-1", 0.5), ("7%4*2", 6),
      ("10-4-3", 3),
      ("2*-3", -6), ("--2", 2), ("!0+1", 2), ("!3", 0), ("1<2==1", 1), ("1||0&&0", 1),
      ("1|^1|^1", 1),
      ("3>=3", 1), ("3<=2", 0), ("3!=3", 0), ("1.5e1", 15), (".5+5.", 5.5), ("1E-2", 0.01),
      ("0^0", 1),
      ("PI", 3.141592653589793), ("version", 20_210_929), ("yes+on+true", 3), ("no+off+false", 0),
      (" 1 + 2 ", 3),
    ] as [(String, Double)])
  func operators(formula: String, expected: Double) throws {
    #expect(try value(formula) == expected)
  }

  /// Vectors: 1, 2, 6 of a compute; 0.5, 1, 1.5 and 4, 2, 0 as the columns of a fix.
  @Test(
    arguments: [
      ("sum(c_p)", 9), ("min(c_p)", 1), ("max(c_p)", 6), ("ave(c_p)", 3), ("trap(c_p)", 5.5),
      ("slope(c_p)", 2.5), ("slope(f_nh[1])", 0.5), ("ave( f_nh[2] )*2", 4), ("sum(c_p[1])", 9),
    ] as [(String, Double)])
  func vectorFunctions(formula: String, expected: Double) throws {
    #expect(try value(formula) == expected)
  }

  @Test(arguments: [
    ("sum(c_q)", "no compute 'q'"), ("sum(f_nh)", "2 columns"), ("sum(f_nh[3])", "2 columns"),
    ("sum(f_empty)", "no vector yet"), ("sum(v_x)", "vector of a compute or fix"),
    ("sum(c_p,c_p)", "')' is missing"),
  ])
  func vectorFunctionsThatCannotBe(formula: String, says: String) {
    #expect(performing: { try value(formula) }, throws: { "\($0)".contains(says) })
  }

  @Test(
    arguments: [
      ("sqrt(16)", 4), ("exp(0)", 1), ("ln(1)", 0), ("log(1000)", 3), ("abs(-2)", 2), ("sin(0)", 0),
      ("cos(0)", 1), ("tan(0)", 0), ("asin(1)*2/PI", 1), ("acos(1)", 0), ("atan(0)", 0),
      ("atan2(0,1)", 0),
      ("ceil(1.2)", 2), ("floor(-1.2)", -2), ("round(-2.5)", -2), ("round(2.5)", 3),
      ("round(2.4)", 2),
      ("sqrt(2*(3+5))", 4), ("ramp(300,500)", 350), ("vdisplace(1,20)", 2), ("swiggle(1,2,0.2)", 3),
      ("cwiggle(1,2,0.1)", 5),
    ] as [(String, Double)])
  func functions(formula: String, expected: Double) throws {
    // Sines of multiples of pi are off by rounding.
    #expect(abs(try value(formula) - expected) < 1e-12)
  }

  @Test(
    arguments: [
      ("pe/atoms", -0.5625), ("step", 50), ("c_p", 100), ("c_p[3]", 103), ("c_p[v_three]", 103),
      ("f_nh", 0), ("f_nh[1][2]", 12), ("v_three^2", 9), ("count(all)", 8), ("xcm(all,x)", 1),
      ("xcm(all,y,left)", 12), ("bound( all , xmin )", 2), ("x[5]", 2.5), ("is_defined(fix,nh)", 1),
      ("is_defined(variable,three)", 1), ("is_defined(variable,four)", 0),
    ] as [(String, Double)])
  func quantities(formula: String, expected: Double) throws {
    #expect(try value(formula) == expected)
  }

  @Test(arguments: [
    ("", "missing"), ("1+", "missing"), ("*2", "missing before '*'"), ("1 2", "operator"),
    ("(1", "')'"),
    ("1)", "before ')'"), ("1=2", "operator"), ("1&2", "operator"), ("+1", "missing"),
    ("1.2.3", "not a number"),
    ("sqrt(-1)", "below zero"), ("ln(0)", "above zero"), ("1/0", "zero"), ("1%0", "zero"),
    ("0^-1", "zero"),
    ("sqrt(1,2)", "takes 1"), ("sqrrt(1)", "did you mean 'sqrt'"), ("temmp", "did you mean 'temp'"),
    ("temp", "before the simulation box"), ("x", "each atom"), ("q[1]", "no such atom"),
    ("c_none", "no compute 'none'"), ("c_p[0]", "above zero"), ("c_p[a]", "whole number"),
    ("C_p", "vector"),
    ("f_old", "not current"), ("v_none", "not defined"), ("v_three[1]", "not supported"),
    ("gmask(all)", "variable NAME atom"), ("xcm(all)", "one of x, y, z"), ("xcm(all,w)", "not 'w'"),
    ("count(some)", "'some'"), ("$a", "missing before '$'"), ("asin(2)", "between"),
    ("stagger(1,2)", "x > y"), ("stride(1,2,0)", "z > 0"), ("is_defined(thing,a)", "not known"),
    ("logfreq3(10,25,40)", "beyond"),
  ])
  func mistakes(formula: String, part: String) {
    let error = #expect(throws: InputError.self) { try value(formula) }
    #expect("\(error!)".contains(part), "\(error!)")
  }

  /// Printed by LAMMPS 29 Sep 2021.
  @Test(
    arguments: [
      (0, [10, 100, 10, 10, 10]), (5, [10, 100, 10, 10, 10]), (9, [10, 100, 10, 10, 10]),
      (10, [20, 100, 13, 20, 100]), (39, [40, 100, 47, 40, 100]), (40, [45, 100, 47, 100, 100]),
      (57, [60, 100, 69, 100, 100]), (60, [70, 100, 69, 100, 100]),
      (99, [100, 100, 100, 100, 100]),
      (100, [9.22337203685478e18, 150, 122, 200, 110]),
      (1000, [9.22337203685478e18, 1500, 1211, 2000, 1010]),
    ] as [(Int, [Double])])
  func schedules(step: Int, expected: [Double]) throws {
    let run = RecordedRun()
    run.step = step
    let formulas = [
      "stride2(10,100,10,40,60,5)", "logfreq2(100,18,10)", "logfreq3(10,25,1000)",
      "logfreq(10,4,10)",
      "stagger(100,10)",
    ]
    for (formula, value) in zip(formulas, expected) {
      let found = try run.variables.value(of: formula, run)
      #expect(abs(found / value - 1) < 1e-14, "\(formula)")
    }
  }

  @Test func functionsOfTheRunNeedOne() {
    let run = RecordedRun()
    #expect(throws: InputError.self) { try run.variables.value(of: "ramp(1,2)", run) }
  }
}

struct BooleanExpressionTests {
  @Test(arguments: [
    ("1 < 2", true), ("1", true), ("0.0", false), ("-1 < 0", true), ("2 == 2.0", true),
    ("foo == foo", true), ("foo!=bar", true), ("a/b != c_d |^ 0", true), ("!(3 == 4)", true),
    ("1 < 2 && 3 < 2", false), ("1 || 0 && 0", true), ("1e-3 < 1e3", true),
    ("!1 || (a == a)", true),
  ])
  func conditions(text: String, expected: Bool) throws {
    #expect(try BooleanExpression.holds(text) == expected)
  }

  @Test(arguments: [
    "", "foo", "foo < bar", "foo == 1", "1 + 1", "(1", "1)", "1 = 1", "- < 1", "1 2", "1 ==",
    "2foo == 1",
  ])
  func mistakes(text: String) {
    #expect(throws: InputError.self) { try BooleanExpression.holds(text) }
  }
}
