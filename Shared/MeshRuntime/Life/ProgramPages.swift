import CLoader

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The pages of the program and its libraries that this process has in its memory.
///
/// Most of them were used by the start alone (finding conformances, reading the configuration, setting up the
/// libraries), and the kernel brings sixteen neighbours along with each.
enum ProgramPages {
    /// Lets go of all of them; those that are used again come back from the page cache, at the price of a soft fault.
    ///
    /// Only segments that were mapped without the right to write are touched: they are the file's own bytes, so
    /// nothing can be lost. (Relocated data lies in writable segments; a breakpoint that a debugger has set is lost.)
    /// The loader's lock is held meanwhile, so that no library goes away under it.
    ///
    /// - Returns: how much was let go of at most, in bytes of address space.
    @discardableResult
    static func letGo() -> Int {
        var bytes = 0
        withUnsafeMutablePointer(to: &bytes) { bytes in
            _ = dl_iterate_phdr(
                { object, _, bytes in
                    guard let object = object?.pointee, let segments = object.segments else { return 0 }
                    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
                    for index in 0..<Int(object.segments_count) {
                        let segment = segments[index]
                        guard segment.p_type == UInt32(PT_LOAD), segment.p_flags & UInt32(PF_W) == 0 else { continue }
                        let start = UInt(object.address) &+ UInt(segment.p_vaddr)
                        // Whole pages alone: the first and the last might be shared with a segment that is written.
                        let first = (start + page - 1) / page * page
                        let end = (start + UInt(segment.p_memsz)) / page * page
                        guard end > first else { continue }
                        let length = Int(end - first)
                        guard madvise(.init(bitPattern: first), length, MADV_DONTNEED) == 0 else { continue }
                        bytes?.assumingMemoryBound(to: Int.self).pointee += length
                    }
                    return 0
                }, bytes)
        }
        return bytes
    }
}
