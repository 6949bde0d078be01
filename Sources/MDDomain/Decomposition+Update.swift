import MDCore

extension Decomposition {
  /// Gives the ghosts the present positions of their owners' atoms, shifted by whole edges of the
  /// present box, and hands on ``notice`` and ``appointment``. The atoms must be the same, in the same order, as at the
  /// last exchange.
  public mutating func updateGhosts(_ atoms: borrowing AtomStore, box: Box) {
    startUpdatingGhosts(atoms, box: box)
    finishTransfer()
  }

  /// Starts what ``updateGhosts(_:box:)`` does. Until `finishTransfer`, owned atoms stay where they are and the
  /// positions of ghosts are not to be looked at; anything else may be done.
  public mutating func startUpdatingGhosts(_ atoms: borrowing AtomStore, box: Box) {
    let view = atoms.view
    start(.toGhosts, HaloValues(view.x, view.y, view.z), box: box)
  }

  /// Copies values of owned atoms to their ghosts: `components` of them one after the other for each
  /// atom, for owned atoms and ghosts.
  public mutating func updateGhosts(values: UnsafeMutablePointer<Double>, components: Int) {
    start(.toGhosts, HaloValues(values, components: components))
    finishTransfer()
  }

  /// Adds the forces on ghosts to the atoms they are copies of. The ghosts' own are then spent: zero
  /// them before they are added to again.
  public mutating func reduceGhostForces(_ atoms: borrowing AtomStore) {
    startReducingGhostForces(atoms)
    finishTransfer()
  }

  /// Starts what ``reduceGhostForces(_:)`` does. Until `finishTransfer`, forces on ghosts stay as they are;
  /// forces on owned atoms may be added to.
  public mutating func startReducingGhostForces(_ atoms: borrowing AtomStore) {
    let view = atoms.view
    start(.toOwners, HaloValues(view.fx, view.fy, view.fz))
  }

  /// Adds values of ghosts to the atoms they are copies of: `components` of them one after the other
  /// for each atom, for owned atoms and ghosts.
  public mutating func reduceGhosts(_ values: UnsafeMutablePointer<Double>, components: Int) {
    start(.toOwners, HaloValues(values, components: components))
    finishTransfer()
  }

  /// Lets the transfer that was started get on as far as messages have come. To be called now and then
  /// while other work is done; MPI moves messages only inside its calls.
  public mutating func continueTransfer() {
    while transfer.values != nil, communicator.messagesAreDone() { endStage() }
  }

  /// Waits until the transfer that was started is complete.
  public mutating func finishTransfer() {
    while transfer.values != nil {
      communicator.finishMessages()
      endStage()
    }
  }

  private mutating func start(
    _ direction: HaloTransfer.Direction, _ values: HaloValues, box: Box? = nil
  ) {
    precondition(transfer.values == nil, "a transfer begins when the one before has ended")
    transfer.direction = direction
    transfer.values = values
    transfer.box = box
    transfer.stagesDone = 0
    startStage()
  }

  /// The swaps of the stage that is on its way; the way home is the way out backwards.
  private var currentStage: Range<Int> {
    switch transfer.direction {
    case .toGhosts: plan.stages[transfer.stagesDone]
    case .toOwners: plan.stages[plan.stages.count - 1 - transfer.stagesDone]
    }
  }

  /// Starts the messages of the next stage, or ends the transfer if there is none.
  private mutating func startStage() {
    guard transfer.stagesDone < plan.stages.count, let values = transfer.values else {
      transfer.values = nil
      return
    }
    let stage = currentStage
    reserveBuffers(stage)
    var (sent, received) = (0, 0)
    for k in stage {
      let swap = plan.swaps[k]
      guard swap.destination != communicator.rank else {
        copyToSelf(swap, values)
        continue
      }
      let message = messageOut(swap)
      if message.peer >= 0 && message.length > 0 {
        let target = transfer.outgoing.pointer + sent
        pack(swap, values, into: target)
        let bytes = UnsafeRawBufferPointer(start: target, count: 8 * message.length)
        counters.messages += 1
        counters.bytes += bytes.count
        communicator.startSend(bytes, to: message.peer, tag: Tag.halo(k))
        sent += message.length
      }
      let awaited = messageIn(swap)
      if awaited.peer >= 0 && awaited.length > 0 {
        communicator.startReceive(
          into: UnsafeMutableRawBufferPointer(
            start: transfer.incoming.pointer + received, count: 8 * awaited.length),
          from: awaited.peer, tag: Tag.halo(k))
        received += awaited.length
      }
    }
  }

  /// Takes what the messages of a stage have brought and starts the next.
  private mutating func endStage() {
    guard let values = transfer.values else { return }
    var read = 0
    for k in currentStage where plan.swaps[k].destination != communicator.rank {
      let message = messageIn(plan.swaps[k])
      guard message.peer >= 0 && message.length > 0 else { continue }
      unpack(plan.swaps[k], transfer.incoming.pointer + read, values)
      read += message.length
    }
    transfer.stagesDone += 1
    startStage()
  }

  /// To whom a swap sends in the present direction, and how many doubles.
  private func messageOut(_ swap: HaloSwap) -> (peer: Int, length: Int) {
    transfer.direction == .toGhosts
      ? (swap.destination, transfer.length(atoms: swap.sendCount))
      : (swap.source, transfer.length(atoms: swap.receivedCount))
  }

  private func messageIn(_ swap: HaloSwap) -> (peer: Int, length: Int) {
    transfer.direction == .toGhosts
      ? (swap.source, transfer.length(atoms: swap.receivedCount))
      : (swap.destination, transfer.length(atoms: swap.sendCount))
  }

  private mutating func reserveBuffers(_ stage: Range<Int>) {
    var (sent, received) = (0, 0)
    for k in stage where plan.swaps[k].destination != communicator.rank {
      sent += messageOut(plan.swaps[k]).length
      received += messageIn(plan.swaps[k]).length
    }
    transfer.outgoing.reserve(sent, keeping: 0)
    transfer.incoming.reserve(received, keeping: 0)
  }
}
