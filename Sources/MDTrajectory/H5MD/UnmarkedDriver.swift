import CHDF5
import Foundation

/// A file driver of HDF5 that hands everything to the standard one, but keeps the superblock (the first
/// bytes of the file, ``HDF5Superblock``) such that any reader opens the file whenever its writer is killed.
///
/// - The mark "open for writing" never reaches the disk; the single-writer mode needs it in memory only.
/// - The end of the file, which HDF5 writes last, is written before anything that lies behind the old one.
///
/// Everything else is written as it comes, in the order of the single-writer mode.
enum UnmarkedDriver {
  /// HDF5's name for it; negative if this HDF5 does not take it (then the mark is taken off after each
  /// flush, and stands for some microseconds a frame).
  static let id: hid_t = {
    var driver = H5FD_class_t()
    chdf5_prepare_driver(&driver)
    driver.name = UnsafePointer(strdup("swift-md"))
    driver.maxaddr = haddr_t(Int64.max)
    driver.fc_degree = H5F_CLOSE_WEAK
    driver.open = { name, flags, _, maximum in
      guard let inner = H5FDopen(name, flags, H5P_DEFAULT, maximum) else { return nil }
      let file = UnsafeMutablePointer<OpenFile>.allocate(capacity: 1)
      memset(file, 0, MemoryLayout<OpenFile>.size)
      file.pointee.inner = inner
      return UnsafeMutableRawPointer(file).assumingMemoryBound(to: H5FD_t.self)
    }
    driver.close = { file in
      let status = H5FDclose(inner(file))
      if status >= 0 { file?.deallocate() }
      return status
    }
    driver.cmp = { H5FDcmp(inner($0), inner($1)) }
    driver.query = { file, flags in
      // HDF5 asks for the driver as such, too, without a file.
      guard let file else { return H5FDdriver_query(H5FD_SEC2, flags) }
      return H5FDquery(inner(file), flags)
    }
    driver.get_eoa = { H5FDget_eoa(inner($0), $1) }
    driver.set_eoa = { H5FDset_eoa(inner($0), $1, $2) }
    driver.get_eof = { H5FDget_eof(inner($0), $1) }
    driver.get_handle = { H5FDget_vfd_handle(inner($0), $1, $2) }
    driver.read = { H5FDread(inner($0), $1, $2, $3, $4, $5) }
    driver.write = { file, type, transfer, address, size, bytes in
      guard let file, let bytes else { return -1 }
      defer { afterWrite?() }
      return write(
        UnsafeRawBufferPointer(start: bytes, count: size), at: address, of: file, type, transfer)
    }
    driver.flush = { H5FDflush(inner($0), $1, $2) }
    driver.truncate = { H5FDtruncate(inner($0), $1, $2) }
    driver.lock = { H5FDlock(inner($0), $1) }
    driver.unlock = { H5FDunlock(inner($0)) }
    return H5FDregister(&driver)
  }()

  /// An open file: what HDF5 knows of it, then the standard driver's file behind it.
  private struct OpenFile {
    var known: H5FD_t
    var inner: UnsafeMutablePointer<H5FD_t>
    /// The superblock on the disk, once it is there.
    var superblock: HDF5Superblock.Bytes?
  }

  /// For tests: called after each write.
  nonisolated(unsafe) static var afterWrite: (() -> Void)?

  private static func write(
    _ bytes: UnsafeRawBufferPointer, at address: haddr_t, of file: UnsafeMutablePointer<H5FD_t>,
    _ type: H5FD_mem_t, _ transfer: hid_t
  ) -> herr_t {
    let open = UnsafeMutableRawPointer(file).assumingMemoryBound(to: OpenFile.self)
    let inner = open.pointee.inner
    func pass(_ bytes: UnsafeRawBufferPointer) -> herr_t {
      H5FDwrite(inner, type, transfer, address, bytes.count, bytes.baseAddress)
    }
    if address == 0, let superblock = HDF5Superblock.Bytes(bytes) {
      var whole = Array(bytes)
      open.pointee.superblock = superblock.unmarked
      open.pointee.superblock?.store(in: &whole)
      return whole.withUnsafeBytes(pass)
    }
    let end = UInt64(H5FDget_eoa(inner, type))
    if let superblock = open.pointee.superblock, superblock.end < end {
      extend(inner, to: end)
      open.pointee.superblock?.end = end
      var head = [UInt8](repeating: 0, count: HDF5Superblock.Bytes.count)
      open.pointee.superblock?.store(in: &head)
      let status = head.withUnsafeBytes {
        H5FDwrite(inner, H5FD_MEM_SUPER, transfer, 0, $0.count, $0.baseAddress)
      }
      guard status >= 0 else { return status }
    }
    return pass(bytes)
  }

  /// A file must not be shorter than its superblock says.
  private static func extend(_ file: UnsafeMutablePointer<H5FD_t>, to end: UInt64) {
    var handle: UnsafeMutableRawPointer?
    guard H5FDget_vfd_handle(file, H5P_DEFAULT, &handle) >= 0, let handle else { return }
    let descriptor = handle.assumingMemoryBound(to: Int32.self).pointee
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size < Int64(end) else { return }
    _ = ftruncate(descriptor, off_t(end))
  }

  private static func inner(_ file: UnsafePointer<H5FD_t>?) -> UnsafeMutablePointer<H5FD_t>? {
    file.map { UnsafeRawPointer($0).assumingMemoryBound(to: OpenFile.self).pointee.inner }
  }

  private static func inner(_ file: UnsafeMutablePointer<H5FD_t>?) -> UnsafeMutablePointer<H5FD_t>?
  {
    inner(UnsafePointer(file))
  }
}
