/// Every command of the deck that does work; the language's own (`variable`, `if`, `print`, …) are in
/// ``Script``. A new command is a type in `Commands` and a line here.
enum CommandTable {
  static var all: [any DeckCommand.Type] { settings + system + forces + output + dynamics }

  private static var settings: [any DeckCommand.Type] {
    [
      UnitsCommand.self, AtomStyleCommand.self, AtomModifyCommand.self, DimensionCommand.self,
      NewtonCommand.self, ProcessorsCommand.self, BoundaryCommand.self, BoxCommand.self,
      NeighborCommand.self, NeighModifyCommand.self, CommModifyCommand.self, TimestepCommand.self,
      ResetTimestepCommand.self, HarmlessCommand.self,
    ]
  }

  private static var system: [any DeckCommand.Type] {
    [
      LatticeCommand.self, RegionCommand.self, CreateBoxCommand.self, CreateAtomsCommand.self,
      ReadDataCommand.self, WriteDataCommand.self, MassCommand.self, GroupCommand.self,
      SetCommand.self, DisplaceAtomsCommand.self, ChangeBoxCommand.self, ReplicateCommand.self,
      DeleteAtomsCommand.self, ResetIDsCommand.self, BalanceCommand.self,
      ReadDumpCommand.self,
    ]
  }

  private static var forces: [any DeckCommand.Type] {
    [PackageCommand.self, PairStyleCommand.self, PairCoeffCommand.self]
  }

  private static var output: [any DeckCommand.Type] {
    [
      ThermoCommand.self, ThermoStyleCommand.self, ThermoModifyCommand.self, ComputeCommand.self,
      ComputeModifyCommand.self, UncomputeCommand.self, DumpCommand.self, DumpModifyCommand.self,
      UndumpCommand.self, WriteDumpCommand.self, RestartCommand.self, WriteRestartCommand.self,
      ReadRestartCommand.self,
    ]
  }

  private static var dynamics: [any DeckCommand.Type] {
    [
      VelocityCommand.self, FixCommand.self, FixModifyCommand.self, UnfixCommand.self,
      RunCommand.self, RerunCommand.self, TimerCommand.self, MinimizeCommand.self,
      MinStyleCommand.self, MinModifyCommand.self,
    ]
  }
}
