//! When each token was said: heads of the decoder that follow the sound, and the cheapest way through what they saw
//! (dynamic time warping, openai/whisper `timing.py`).

/// Width of the median filter over time, in positions.
const MEDIAN: usize = 7;

/// Heads that follow the sound, of the published models by their decoder layers and width; of others, all of the later
/// half (whisper.cpp `g_aheads`).
pub(super) fn heads(layers: usize, width: usize, heads: usize) -> Vec<(usize, usize)> {
    match (layers, width) {
        (4, 384) => vec![(2, 2), (3, 0), (3, 2), (3, 3), (3, 4), (3, 5)],
        (6, 512) => vec![(3, 1), (4, 2), (4, 3), (4, 7), (5, 1), (5, 2), (5, 4), (5, 6)],
        (12, 768) => {
            vec![(5, 3), (5, 9), (8, 0), (8, 4), (8, 7), (8, 8), (9, 0), (9, 7), (9, 9), (10, 5)]
        }
        (24, 1024) => vec![(13, 15), (15, 4), (15, 15), (16, 1), (20, 0), (23, 4)],
        (4, 1280) => vec![(2, 4), (2, 11), (3, 3), (3, 6), (3, 11), (3, 14)],
        _ => (layers / 2..layers).flat_map(|layer| (0..heads).map(move |head| (layer, head))).collect(),
    }
}

/// Where each of `rows` tokens begins, in positions, from the heads' tables of weights (a row of `positions` a token,
/// before the softmax, of which the first `heard` are sound); the last entry is where the last token ends.
pub(super) fn begins(tables: &[Vec<f32>], positions: usize, heard: usize, rows: usize) -> Vec<usize> {
    let mut mean = vec![0.0; rows * heard];
    for table in tables {
        let mut weights: Vec<f32> = Vec::with_capacity(rows * heard);
        for row in table.chunks_exact(positions).take(rows) {
            weights.extend_from_slice(&row[..heard]);
        }
        weights.chunks_exact_mut(heard).for_each(crate::kernels::ops::softmax);
        level(&mut weights, heard);
        for (row, sums) in weights.chunks_exact(heard).zip(mean.chunks_exact_mut(heard)) {
            add_median(row, sums);
        }
    }
    cheapest_way(&mean, heard, rows)
}

/// Every position brought to mean 0 and deviation 1 over the tokens, so that a position everybody looks at says nothing.
fn level(weights: &mut [f32], heard: usize) {
    let rows = (weights.len() / heard) as f32;
    for at in 0..heard {
        let column = || weights[at..].iter().step_by(heard);
        let mean = column().sum::<f32>() / rows;
        let deviation = (column().map(|w| (w - mean).powi(2)).sum::<f32>() / rows).sqrt().max(1e-9);
        weights[at..].iter_mut().step_by(heard).for_each(|w| *w = (*w - mean) / deviation);
    }
}

fn add_median(row: &[f32], sums: &mut [f32]) {
    let mut window = [0.0; MEDIAN];
    for (at, sum) in sums.iter_mut().enumerate() {
        for (n, slot) in window.iter_mut().enumerate() {
            let shifted = (at + n).abs_diff(MEDIAN / 2);
            let mirrored = if at + n < MEDIAN / 2 || shifted < row.len() {
                shifted
            } else {
                (2 * row.len()).saturating_sub(shifted + 2)
            };
            *slot = row[mirrored.min(row.len() - 1)];
        }
        window.sort_unstable_by(f32::total_cmp);
        *sum += window[MEDIAN / 2];
    }
}

/// The way from the first token and position to the last that gathers the most weight, forward only.
fn cheapest_way(weights: &[f32], heard: usize, rows: usize) -> Vec<usize> {
    let wide = heard + 1;
    let mut cost = vec![f32::INFINITY; (rows + 1) * wide];
    let mut from = vec![0u8; (rows + 1) * wide];
    cost[0] = 0.0;
    for row in 1..=rows {
        for at in 1..=heard {
            let here = row * wide + at;
            let ways = [cost[here - wide - 1], cost[here - wide], cost[here - 1]];
            let best = if ways[0] < ways[1] && ways[0] < ways[2] {
                0
            } else if ways[1] < ways[2] {
                1
            } else {
                2
            };
            cost[here] = ways[usize::from(best)] - weights[(row - 1) * heard + at - 1];
            from[here] = best;
        }
    }
    let mut begins = vec![0; rows + 1];
    begins[rows] = heard;
    let (mut row, mut at) = (rows, heard);
    while row > 0 && at > 0 {
        begins[row - 1] = at - 1;
        match from[row * wide + at] {
            0 => (row, at) = (row - 1, at - 1),
            1 => row -= 1,
            _ => at -= 1,
        }
    }
    begins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_begin_where_their_head_looks() {
        let (positions, heard) = (60, 40);
        let look = |from: usize, to: usize| {
            (0..positions).map(|at| if (from..to).contains(&at) { 8.0 } else { 0.0 }).collect::<Vec<f32>>()
        };
        let table = [look(0, 10), look(10, 25), look(25, 40)].concat();
        let begins = begins(&[table], positions, heard, 3);
        assert_eq!(begins[0], 0);
        assert!(begins[1].abs_diff(10) <= 1 && begins[2].abs_diff(25) <= 1 && begins[3] == 40, "{begins:?}");
    }

    #[test]
    fn published_models_have_their_heads_and_others_the_later_half() {
        assert_eq!(heads(6, 512, 8).len(), 8);
        assert_eq!(heads(2, 64, 2), [(1, 0), (1, 1)]);
    }
}
