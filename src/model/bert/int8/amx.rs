//! [`Product`] by AMX, where the processor has it: sixteen rows by sixteen columns by 64 inputs an
//! instruction, eight times as much a cycle as by VNNI, and the same sums.
//!
//! Its tile registers have to be asked of the system once a process and shaped on each thread (Intel 64
//! and IA-32 Architectures Software Developer's Manual, volume 1, chapter 18). Stable Rust has no
//! intrinsics for them, so that products are written in assembly.

use std::arch::asm;
use std::arch::x86_64::{__cpuid_count, __m512i, _mm512_add_epi32};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::sync::OnceLock;

use super::product::{Group, LANES, Product, integers};
use super::vnni;

/// Rows of a product.
pub const ROWS: usize = 16;

/// Inputs that one instruction takes: a tile's row is 64 bytes.
const INPUTS: usize = 64;

/// Inputs of the narrow tiles, for an attention head's 32 channels.
const FEW_INPUTS: usize = 32;

/// What the tile registers are shaped for: 0 to 3 hold sums, 4 and 5 rows and blocks, 6 and 7 those of
/// [`FEW_INPUTS`].
#[repr(C, align(64))]
struct Shapes {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    /// Bytes of a row.
    width: [u16; 16],
    rows: [u8; 16],
}

impl Shapes {
    const NONE: Self = Shapes {
        palette: 0,
        start_row: 0,
        reserved: [0; 14],
        width: [0; 16],
        rows: [0; 16],
    };
}

static SHAPES: Shapes = {
    let mut shapes = Shapes::NONE;
    shapes.palette = 1;
    let mut tile = 0;
    while tile < 8 {
        shapes.width[tile] = 64;
        shapes.rows[tile] = 16;
        tile += 1;
    }
    shapes.width[6] = FEW_INPUTS as u16;
    shapes.rows[7] = (FEW_INPUTS / 4) as u8;
    shapes
};

/// This thread's tile registers, shaped as is needed here; when dropped, as they were before.
pub struct Tiles {
    before: Shapes,
    /// They belong to the thread.
    here: PhantomData<*const ()>,
}

impl Tiles {
    /// Shapes the tile registers, if there are any.
    ///
    /// # Safety
    /// Until it is dropped, nothing else on this thread may shape them.
    pub unsafe fn begin() -> Option<Self> {
        if !have_tiles() {
            return None;
        }
        let mut before = Shapes::NONE;
        // SAFETY: the processor has the instructions and the system allows them; they write and read
        // the 64 bytes that are handed to them.
        unsafe {
            asm!(
                "sttilecfg [{before}]",
                "ldtilecfg [{shapes}]",
                before = in(reg) &raw mut before,
                shapes = in(reg) &raw const SHAPES,
                options(nostack, preserves_flags),
            );
        }
        Some(Tiles {
            before,
            here: PhantomData,
        })
    }

    /// Writes the sums.
    ///
    /// # Safety
    /// [`ROWS`] rows, `stride` numbers apart, have four numbers for each group of the blocks, together a
    /// multiple of [`FEW_INPUTS`].
    #[inline(always)]
    unsafe fn add_up<const C: usize>(
        &self,
        rows: &[u8],
        stride: usize,
        blocks: &[[Group; C]],
        sums: &mut MaybeUninit<Sums<C>>,
    ) {
        let inputs = 4 * blocks.len();
        let wide = inputs / INPUTS;
        let few = usize::from(inputs % INPUTS >= FEW_INPUTS);
        // Bytes from a row of a tile to the next, of blocks as of sums.
        let pitch = size_of::<[Group; C]>();
        macro_rules! product {
            ($($sum:literal at $column:literal),+) => {
                asm!(
                    $(concat!("tilezero ", $sum),)+
                    "test {wide}, {wide}",
                    "jz 3f",
                    "2:",
                    "tileloadd tmm4, [{rows} + {stride}]",
                    $(
                        concat!("tileloadd tmm5, [{blocks} + {pitch} + ", $column, "]"),
                        concat!("tdpbusd ", $sum, ", tmm4, tmm5"),
                    )+
                    "add {rows}, 64",
                    "lea {blocks}, [{blocks} + 8 * {pitch}]",
                    "lea {blocks}, [{blocks} + 8 * {pitch}]",
                    "dec {wide}",
                    "jnz 2b",
                    "3:",
                    "test {few}, {few}",
                    "jz 4f",
                    "tileloadd tmm6, [{rows} + {stride}]",
                    $(
                        concat!("tileloadd tmm7, [{blocks} + {pitch} + ", $column, "]"),
                        concat!("tdpbusd ", $sum, ", tmm6, tmm7"),
                    )+
                    "4:",
                    $(concat!("tilestored [{sums} + {pitch} + ", $column, "], ", $sum),)+
                    rows = inout(reg) rows.as_ptr() => _,
                    blocks = inout(reg) blocks.as_ptr() => _,
                    wide = inout(reg) wide => _,
                    few = in(reg) few,
                    stride = in(reg) stride,
                    pitch = in(reg) pitch,
                    sums = in(reg) sums.as_mut_ptr(),
                    out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                    out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                    options(nostack),
                )
            };
        }
        const { assert!(C == 2 || C == 4, "blocks come in twos or fours") };
        // SAFETY: the caller's promise.
        unsafe {
            if C == 2 {
                product!("tmm0" at 0, "tmm1" at 64);
            } else {
                product!("tmm0" at 0, "tmm1" at 64, "tmm2" at 128, "tmm3" at 192);
            }
        }
    }
}

impl Drop for Tiles {
    /// Who else shapes them on this thread (libtorch may, in bfloat16) finds them as they were left. Where
    /// nobody has, this gives them back, and threads change without saving them.
    fn drop(&mut self) {
        // SAFETY: reads 64 bytes, which the processor wrote in `begin`.
        unsafe {
            asm!(
                "ldtilecfg [{before}]",
                before = in(reg) &raw const self.before,
                options(nostack, preserves_flags, readonly),
            );
        }
    }
}

impl Product for Tiles {
    const ROWS: usize = ROWS;

    #[target_feature(enable = "avx512bw,avx512dq,avx512vl,avx512vnni")]
    #[inline]
    unsafe fn multiply<const C: usize>(
        &self,
        rows: &[u8],
        stride: usize,
        blocks: &[[Group; C]],
        start: impl Fn(usize) -> __m512i,
        mut take: impl FnMut(usize, usize, __m512i),
    ) {
        let inputs = 4 * blocks.len();
        assert!(
            rows.len() >= (ROWS - 1) * stride + inputs,
            "rows shorter than what they are multiplied with"
        );
        if !inputs.is_multiple_of(FEW_INPUTS) {
            // They do not fill a tile. No model here has such widths.
            return vnni::multiply::<ROWS, C>(rows, stride, blocks, start, take);
        }
        let mut sums = MaybeUninit::<Sums<C>>::uninit();
        // SAFETY: rows and blocks are as long as is read of them (checked above), all sums are written,
        // and this value tells that the thread's registers are shaped.
        let sums = unsafe {
            self.add_up::<C>(rows, stride, blocks, &mut sums);
            sums.assume_init_ref()
        };
        for (r, sums) in sums.0.iter().enumerate() {
            for (c, sum) in sums.iter().enumerate() {
                take(r, c, _mm512_add_epi32(integers(sum), start(c)));
            }
        }
    }
}

/// Sums of a product, as tiles are written.
#[repr(C, align(64))]
struct Sums<const C: usize>([[[i32; LANES]; C]; ROWS]);

/// Whether the processor has tiles of eight-bit numbers, and the system lets this process use them.
fn have_tiles() -> bool {
    static HAVE: OnceLock<bool> = OnceLock::new();
    *HAVE.get_or_init(|| processor_has_tiles() && system_allows_tiles())
}

/// Tiles, their products of eight-bit numbers (leaf 7), and the system's saving them (XCR0).
fn processor_has_tiles() -> bool {
    const TILE: u32 = 1 << 24;
    const INT8: u32 = 1 << 25;
    const SAVED: u64 = 0b11 << 17;
    if !super::multiplies_int8() || !std::arch::is_x86_feature_detected!("xsave") {
        return false;
    }
    let leaf = __cpuid_count(7, 0);
    // SAFETY: the processor has XSAVE, and where AVX-512 can be used the system has switched it on.
    let saved = unsafe { std::arch::x86_64::_xgetbv(0) };
    leaf.edx & (TILE | INT8) == TILE | INT8 && saved & SAVED == SAVED
}

/// Asks Linux for the tile registers' state (`arch_prctl`, since 5.16); other systems are not asked.
#[cfg(target_os = "linux")]
fn system_allows_tiles() -> bool {
    const ARCH_REQ_XCOMP_PERM: libc::c_long = 0x1023;
    const XFEATURE_XTILEDATA: libc::c_long = 18;
    // SAFETY: takes two numbers and changes nothing but what this process may use.
    unsafe {
        libc::syscall(
            libc::SYS_arch_prctl,
            ARCH_REQ_XCOMP_PERM,
            XFEATURE_XTILEDATA,
        ) == 0
    }
}

#[cfg(not(target_os = "linux"))]
fn system_allows_tiles() -> bool {
    false
}
