//! libtorch's matrix products over memory that Rust owns.

use tch::{Device, Kind, TchError, Tensor};

/// `out = a·weight`, eight-bit factors, 32-bit sums: `a` is `[rows, inputs]`, `weight` `[inputs, outputs]`,
/// and `out` `[rows, outputs]`.
pub fn int8(a: &[i8], weight: &Tensor, out: &mut [i32]) -> Result<(), TchError> {
    let (inputs, outputs) = weight.size2()?;
    let rows = a.len() as i64 / inputs.max(1);
    debug_assert_eq!(out.len() as i64, rows * outputs);
    let out = lent_mut(out, &[rows, outputs], Kind::Int)?;
    lent(a, &[rows, inputs], Kind::Int8)?
        .f_internal_int_mm_out(&out, weight)
        .map(drop)
}

/// `out = a·bᵀ` for each of `batch` pairs, bfloat16 (given as its bits): `a` is `[batch, rows, inner]`, `b`
/// `[batch, columns, inner]`, `out` `[batch, rows, columns]`.
pub fn bf16_transposed(
    a: &[u16],
    b: &[u16],
    batch: usize,
    inner: usize,
    out: &mut [u16],
) -> Result<(), TchError> {
    let [batch, inner] = [batch as i64, inner as i64];
    let rows = a.len() as i64 / (batch * inner).max(1);
    let columns = b.len() as i64 / (batch * inner).max(1);
    debug_assert_eq!(out.len() as i64, batch * rows * columns);
    let b = lent(b, &[batch, columns, inner], Kind::BFloat16)?.f_transpose(1, 2)?;
    let out = lent_mut(out, &[batch, rows, columns], Kind::BFloat16)?;
    lent(a, &[batch, rows, inner], Kind::BFloat16)?
        .f_bmm_out(&out, &b)
        .map(drop)
}

/// `out = a·b` for each of `batch` pairs, bfloat16: `a` is `[batch, rows, inner]`, `b` `[batch, inner, columns]`,
/// `out` `[batch, rows, columns]`.
pub fn bf16(
    a: &[u16],
    b: &[u16],
    batch: usize,
    columns: usize,
    out: &mut [u16],
) -> Result<(), TchError> {
    let [batch, columns] = [batch as i64, columns as i64];
    let inner = b.len() as i64 / (batch * columns).max(1);
    let rows = a.len() as i64 / (batch * inner).max(1);
    debug_assert_eq!(out.len() as i64, batch * rows * columns);
    let b = lent(b, &[batch, inner, columns], Kind::BFloat16)?;
    let out = lent_mut(out, &[batch, rows, columns], Kind::BFloat16)?;
    lent(a, &[batch, rows, inner], Kind::BFloat16)?
        .f_bmm_out(&out, &b)
        .map(drop)
}

/// A tensor over a slice. It must not live longer than the slice, nor be written to.
fn lent<T>(slice: &[T], shape: &[i64], kind: Kind) -> Result<Tensor, TchError> {
    over(slice.as_ptr().cast(), size_of_val(slice), shape, kind)
}

/// A tensor over a slice, to be written to. It must not live longer than the slice.
fn lent_mut<T>(slice: &mut [T], shape: &[i64], kind: Kind) -> Result<Tensor, TchError> {
    over(
        slice.as_mut_ptr().cast_const().cast(),
        size_of_val(slice),
        shape,
        kind,
    )
}

fn over(data: *const u8, bytes: usize, shape: &[i64], kind: Kind) -> Result<Tensor, TchError> {
    let numbers: i64 = shape.iter().product();
    if usize::try_from(numbers).ok() != Some(bytes / kind.elt_size_in_bytes()) {
        return Err(TchError::Shape(format!(
            "{shape:?} does not fit into {bytes} bytes"
        )));
    }
    let mut strides = vec![1; shape.len()];
    for i in (0..shape.len().saturating_sub(1)).rev() {
        strides[i] = strides[i + 1] * shape[i + 1];
    }
    // SAFETY: `shape` covers the slice exactly (checked above). The callers, all in this file, drop
    // the tensor before the borrow of the slice ends, and write only to what they borrow mutably.
    unsafe { Tensor::f_from_blob(data, shape, &strides, kind, Device::Cpu) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplies_whole_numbers() {
        // 2 × 3 by 3 × 2, the weight as a transposed view as in use.
        let weight = Tensor::from_slice(&[1_i8, 2, 3, -1, 0, 1])
            .view([2, 3])
            .transpose(0, 1);
        let mut out = [0; 4];
        int8(&[1, 1, 1, 2, -3, 100], &weight, &mut out).expect("a product");
        assert_eq!(out, [6, 0, 296, 98]);
    }

    #[test]
    fn multiplies_bfloat16() {
        let bits = |x: f32| (x.to_bits() >> 16) as u16;
        let a = [1.0, 2.0, 3.0, 4.0].map(bits);
        let b = [1.0, 0.5, 0.0, 2.0].map(bits);
        let mut out = [0; 4];
        bf16_transposed(&a, &b, 1, 2, &mut out).expect("a product");
        assert_eq!(out, [2.0, 4.0, 5.0, 8.0].map(bits));
        bf16(&a, &b, 1, 2, &mut out).expect("a product");
        assert_eq!(out, [1.0, 4.5, 3.0, 9.5].map(bits));
    }

    #[test]
    fn a_shape_that_does_not_fit_is_an_error() {
        assert!(over(std::ptr::null(), 8, &[3], Kind::Int).is_err());
    }
}
