import MDCore

/// What goes into the messages of a transfer and comes out of them: a column after the other, behind
/// notice and appointment if positions are sent.
extension Decomposition {
  /// Fills the message of a swap.
  func pack(_ swap: HaloSwap, _ values: HaloValues, into message: Column) {
    if transfer.headerCount > 0 {
      message[0] = Double(bitPattern: UInt64(bitPattern: notice))
      message[1] = Double(bitPattern: UInt64(bitPattern: appointment))
    }
    var target = message + transfer.headerCount
    for c in 0..<values.components {
      switch transfer.direction {
      case .toGhosts:
        let list = plan.sendList(swap)
        gather(list, from: values.column(c), values.stride, plus: offset(swap, c), into: target, 1)
        target += list.count
      case .toOwners:
        let source = values.column(c) + swap.firstReceived * values.stride
        for i in 0..<swap.receivedCount { target[i] = source[i * values.stride] }
        target += swap.receivedCount
      }
    }
  }

  /// Puts the content of a message where it belongs, or adds it there.
  mutating func unpack(_ swap: HaloSwap, _ message: Column, _ values: HaloValues) {
    if transfer.headerCount > 0 {
      notice = min(notice, Int64(bitPattern: message[0].bitPattern))
      appointment = min(appointment, Int64(bitPattern: message[1].bitPattern))
    }
    var source = message + transfer.headerCount
    for c in 0..<values.components {
      switch transfer.direction {
      case .toGhosts:
        let target = values.column(c) + swap.firstReceived * values.stride
        for i in 0..<swap.receivedCount { target[i * values.stride] = source[i] }
        source += swap.receivedCount
      case .toOwners:
        let list = plan.sendList(swap)
        scatterAdd(source, 1, to: list, of: values.column(c), values.stride)
        source += list.count
      }
    }
  }

  /// A swap of a rank with itself, where a dimension is not divided.
  func copyToSelf(_ swap: HaloSwap, _ values: HaloValues) {
    let list = plan.sendList(swap)
    for c in 0..<values.components {
      let column = values.column(c)
      let ghosts = column + swap.firstReceived * values.stride
      switch transfer.direction {
      case .toGhosts:
        gather(
          list, from: column, values.stride, plus: offset(swap, c), into: ghosts, values.stride)
      case .toOwners:
        scatterAdd(ghosts, values.stride, to: list, of: column, values.stride)
      }
    }
  }

  /// What is added to component c of what a swap sends.
  private func offset(_ swap: HaloSwap, _ c: Int) -> Double {
    transfer.box?.shift(swap.shift)[c] ?? 0
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
