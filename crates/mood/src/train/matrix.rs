//! The little linear algebra the trainer needs: symmetric matrices, and solving with them by Cholesky.

/// A symmetric matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Symmetric {
    size: usize,
    cells: Vec<f64>,
}

impl Symmetric {
    /// All zeros.
    pub(super) fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    /// Adds `weight * v v'`.
    pub(super) fn add_outer(&mut self, v: &[f64], weight: f64) {
        for (row, &x) in self.cells.chunks_exact_mut(self.size).zip(v) {
            let factor = weight * x;
            row.iter_mut().zip(v).for_each(|(cell, y)| *cell += factor * y);
        }
    }

    /// Adds `by` times its own value to every cell of the diagonal, and a hair to what is zero.
    pub(super) fn raise_diagonal(&mut self, by: f64) {
        for n in 0..self.size {
            let cell = &mut self.cells[n * self.size + n];
            *cell += by * *cell + f64::EPSILON;
        }
    }

    /// Adds another of the same size.
    pub(super) fn add(&mut self, other: &Self) {
        self.cells.iter_mut().zip(&other.cells).for_each(|(cell, more)| *cell += more);
    }

    /// Takes `share` (0..=1) of another of the same size, and what is left of its own.
    pub(super) fn mix(&mut self, other: &Self, share: f64) {
        self.cells.iter_mut().zip(&other.cells).for_each(|(cell, more)| *cell += share * (more - *cell));
    }

    /// Multiplies every cell.
    pub(super) fn scale(&mut self, by: f64) {
        self.cells.iter_mut().for_each(|cell| *cell *= by);
    }

    /// The x of `self x = b`; `None` when the matrix is not positive definite.
    pub(super) fn solve(mut self, b: &[f64]) -> Option<Vec<f64>> {
        self.factor()?;
        let n = self.size;
        let mut x = b.to_vec();
        for i in 0..n {
            let row = &self.cells[i * n..i * n + i];
            let known: f64 = row.iter().zip(&x).map(|(l, x)| l * x).sum();
            x[i] = (x[i] - known) / self.cells[i * n + i];
        }
        for i in (0..n).rev() {
            x[i] /= self.cells[i * n + i];
            let (done, row) = (x[i], &self.cells[i * n..i * n + i]);
            x[..i].iter_mut().zip(row).for_each(|(x, l)| *x -= l * done);
        }
        Some(x)
    }

    /// Its lower Cholesky factor, in place.
    fn factor(&mut self) -> Option<()> {
        let n = self.size;
        for i in 0..n {
            let (above, rest) = self.cells.split_at_mut(i * n);
            let row = &mut rest[..n];
            for j in 0..i {
                let other = &above[j * n..j * n + j];
                let known: f64 = row[..j].iter().zip(other).map(|(a, b)| a * b).sum();
                row[j] = (row[j] - known) / above[j * n + j];
            }
            let left = row[i] - row[..i].iter().map(|x| x * x).sum::<f64>();
            if left <= 0.0 || !left.is_finite() {
                return None;
            }
            row[i] = left.sqrt();
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        let mut state = 5_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1_u32 << 24) - 0.5
        };
        let mut matrix = Symmetric::zero(12);
        for _ in 0..30 {
            let v: Vec<f64> = (0..12).map(|_| next()).collect();
            matrix.add_outer(&v, 1.0);
        }
        let x: Vec<f64> = (0..12).map(|_| next()).collect();
        let b: Vec<f64> =
            matrix.cells.chunks_exact(12).map(|row| row.iter().zip(&x).map(|(a, x)| a * x).sum()).collect();
        let found = matrix.solve(&b).unwrap();
        assert!(found.iter().zip(&x).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} {x:?}");
    }

    #[test]
    fn what_cannot_be_solved_says_so() {
        let mut flat = Symmetric::zero(2);
        flat.add_outer(&[1.0, 1.0], 1.0);
        assert_eq!(flat.clone().solve(&[1.0, 0.0]), None);
        flat.raise_diagonal(0.5);
        assert!(flat.solve(&[1.0, 0.0]).is_some());
    }
}
