/// Every command of the deck that does work; the language's own (`variable`, `if`, `print`, …) are in
/// ``Script``. A new command is a type in `Commands` and a line here.
enum CommandTable {
  static var all: [any DeckCommand.Type] {
    [
      // Settings
      UnitsCommand.self, AtomStyleCommand.self, AtomModifyCommand.self, DimensionCommand.self,
      NewtonCommand.self, ProcessorsCommand.self, BoundaryCommand.self, BoxCommand.self,
      BalanceCommand.self,
      NeighborCommand.self, NeighModifyCommand.self, TimestepCommand.self,
      // The system
      LatticeCommand.self, RegionCommand.self, CreateBoxCommand.self, BalanceCommand.self,
      CreateAtomsCommand.self,
      MassCommand.self, GroupCommand.self, SetCommand.self, DisplaceAtomsCommand.self,
      ChangeBoxCommand.self, BalanceCommand.self, ReplicateCommand.self, DeleteAtomsCommand.self,
      ResetIDsCommand.self,
      ReadDataCommand.self, WriteDataCommand.self,
      ReadRestartCommand.self, WriteRestartCommand.self, RestartCommand.self,
      // Forces
      PairStyleCommand.self, PairCoeffCommand.self,
      // Output
      ThermoCommand.self, ThermoStyleCommand.self, ThermoModifyCommand.self,
      ComputeCommand.self, ComputeModifyCommand.self, UncomputeCommand.self, DumpCommand.self,
      DumpModifyCommand.self,
      UndumpCommand.self, WriteDumpCommand.self,
      // Dynamics
      VelocityCommand.self, FixCommand.self, FixModifyCommand.self, UnfixCommand.self,
      RunCommand.self,
      ResetTimestepCommand.self,
    ]
  }
}
