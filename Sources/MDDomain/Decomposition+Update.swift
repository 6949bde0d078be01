import MDCore

/// A column of per-atom values: an element for each owned atom and ghost, `stride` apart.
private typealias Column = UnsafeMutablePointer<Double>

extension Decomposition {
  /// Gives the ghosts the present positions of their owners' atoms, shifted by whole edges of the
  /// present box. The atoms must be the same, in the same order, as at the last exchange.
  public mutating func updateGhosts(_ atoms: borrowing AtomStore, box: Box) {
    let view = atoms.view
    forward(components: 3, stride: 1) { c in
      c == 0 ? view.x : c == 1 ? view.y : view.z
    } offset: { swap, c in
      box.shift(swap.shift)[c]
    }
  }

  /// Copies values of owned atoms to their ghosts: `components` of them one after the other for each
  /// atom, for owned atoms and ghosts.
  public mutating func updateGhosts(values: UnsafeMutablePointer<Double>, components: Int) {
    forward(components: components, stride: components) {
      values + $0
    } offset: { _, _ in
      0
    }
  }

  /// Adds the forces on ghosts to the atoms they are copies of. The ghosts' own are then spent: zero
  /// them before they are added to again.
  public mutating func reduceGhostForces(_ atoms: borrowing AtomStore) {
    let view = atoms.view
    backward(components: 3, stride: 1) { c in
      c == 0 ? view.fx : c == 1 ? view.fy : view.fz
    }
  }

  /// Adds values of ghosts to the atoms they are copies of: `components` of them one after the other
  /// for each atom, for owned atoms and ghosts.
  public mutating func reduceGhosts(_ values: UnsafeMutablePointer<Double>, components: Int) {
    backward(components: components, stride: components) { values + $0 }
  }

  /// Runs the plan as it was made: values go from the send lists to the received ghosts.
  private mutating func forward(
    components: Int, stride: Int, column: (Int) -> Column, offset: (HaloSwap, Int) -> Double
  ) {
    for k in 0..<plan.swaps.count {
      let swap = plan.swaps[k]
      let list = plan.sendList(swap)
      if swap.destination == communicator.rank {
        for c in 0..<components {
          let values = column(c)
          let target = values + swap.firstReceived * stride
          gather(list, from: values, stride, plus: offset(swap, c), into: target, stride)
        }
        continue
      }
      let message = outgoing.resized(toDoubles: components * list.count)
      for c in 0..<components {
        let part = message + c * list.count
        gather(list, from: column(c), stride, plus: offset(swap, c), into: part, 1)
      }
      passKnown(
        to: swap.destination, swap.sendCount, from: swap.source, swap.receivedCount,
        components: components, tag: Tag.halo(k))
      let arrived = incoming.doubles
      for c in 0..<components where swap.receivedCount > 0 {
        let target = column(c) + swap.firstReceived * stride
        for i in 0..<swap.receivedCount {
          target[i * stride] = arrived[c * swap.receivedCount + i]
        }
      }
    }
  }

  /// Runs the plan backwards: values of the received ghosts are added to the atoms of the send lists.
  private mutating func backward(components: Int, stride: Int, column: (Int) -> Column) {
    for k in (0..<plan.swaps.count).reversed() {
      let swap = plan.swaps[k]
      let list = plan.sendList(swap)
      if swap.destination == communicator.rank {
        for c in 0..<components {
          let values = column(c)
          scatterAdd(values + swap.firstReceived * stride, stride, to: list, of: values, stride)
        }
        continue
      }
      let message = outgoing.resized(toDoubles: components * swap.receivedCount)
      for c in 0..<components {
        let source = column(c) + swap.firstReceived * stride
        for i in 0..<swap.receivedCount {
          message[c * swap.receivedCount + i] = source[i * stride]
        }
      }
      passKnown(
        to: swap.source, swap.receivedCount, from: swap.destination, swap.sendCount,
        components: components, tag: Tag.halo(k))
      let arrived = incoming.doubles
      for c in 0..<components where swap.sendCount > 0 {
        scatterAdd(arrived + c * list.count, 1, to: list, of: column(c), stride)
      }
    }
  }

  /// Sends and receives messages whose lengths both sides know; empty ones are not sent.
  private mutating func passKnown(
    to destination: Int, _ sent: Int, from source: Int, _ received: Int, components: Int, tag: Int
  ) {
    pass(to: sent > 0 ? destination : -1, from: received > 0 ? source : -1, tag: tag)
    precondition(
      incoming.count == received * components * MemoryLayout<Double>.size,
      "a halo message is not as long as the plan says: the plan is out of date")
  }

  @inline(__always)
  private func gather(
    _ list: UnsafeBufferPointer<Int32>, from values: Column, _ stride: Int, plus offset: Double,
    into target: Column, _ targetStride: Int
  ) {
    for k in 0..<list.count {
      target[k * targetStride] = values[Int(list[k]) * stride] + offset
    }
  }

  @inline(__always)
  private func scatterAdd(
    _ source: Column, _ sourceStride: Int, to list: UnsafeBufferPointer<Int32>, of values: Column,
    _ stride: Int
  ) {
    for k in 0..<list.count {
      values[Int(list[k]) * stride] += source[k * sourceStride]
    }
  }
}

extension MessageBuffer {
  /// The content as doubles.
  var doubles: UnsafeMutablePointer<Double> {
    // The buffer starts on a 64-byte boundary, so that the base address exists and is aligned.
    mutableContents.baseAddress!.assumingMemoryBound(to: Double.self)
  }

  /// Makes room for `count` doubles, whose content is to be filled in.
  mutating func resized(toDoubles count: Int) -> UnsafeMutablePointer<Double> {
    resize(to: count * MemoryLayout<Double>.size)
    return doubles
  }
}
