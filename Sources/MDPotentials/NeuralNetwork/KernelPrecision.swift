/// In which precision the kernels of a network compute.
public enum KernelPrecision: String, CaseIterable, Sendable {
  /// Everything in double precision.
  case double
  /// Kernels and networks in single precision, sixteen numbers a vector; displacements are formed,
  /// and energies, forces and virials added up in double precision. Functions that only
  /// ``VectorGroupKernel`` knows stay in double precision.
  case mixed
}
