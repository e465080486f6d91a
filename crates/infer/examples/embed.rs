//! How long a sentence takes: `cargo run --release -p wasl-infer --example embed -- models/e5-small-q4.bin < sentences`.
#![allow(clippy::print_stdout, reason = "the figures are its product")]

use std::io::BufRead;
use std::time::Instant;

use wasl_infer::Embedder;

/// Readings of every sentence.
const TIMES: u32 = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: embed MODEL < sentences")?;
    let begun = Instant::now();
    let mut embedder = Embedder::load(path.as_ref())?;
    println!("loaded in {:.0?}", begun.elapsed());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let begun = Instant::now();
        for _ in 0..TIMES {
            embedder.embed(&line);
        }
        println!("{:>6.1?}  {} characters", begun.elapsed() / TIMES, line.chars().count());
    }
    Ok(())
}
