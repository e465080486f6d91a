//! A server on loopback, agents who answer, callers at once, and their story as it happens.
//!
//! - [`voices`]: what callers and agents say, human where a package allows it, else synthetic and marked so
//! - [`house`]: the server, started and waited for
//! - [`phones`]: callers and agents, each a `wasl phone` of its own
//! - [`entity`]: what the phone promised and the branch refused, found by the review
//! - [`pages`]: the server's API, asked as a page does
//! - [`story`]: the timelines, told line by line, and whether each call went the whole way

mod entity;
mod house;
mod pages;
mod phones;
mod story;
mod voices;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::setup;
use crate::steps::{cargo, run, step, target_dir};
use crate::web::Web;
use house::House;
use phones::Phone;
use story::Story;
use voices::Voices;

/// Longest time the calls may take.
const LONGEST: Duration = Duration::from_secs(180);

/// `cargo xtask demo`.
///
/// # Errors
/// When something is missing, or with `exit` when a call did not go the whole way.
pub(crate) fn run_demo(exit: bool) -> Result<()> {
    setup::packages(&[setup::BUILD, setup::DEMO].concat())?;
    setup::optional_packages(setup::DEMO_OPTIONAL);
    Web::prepare()?.build()?;
    step("build the release binary", || run(cargo(&["build", "--quiet", "--release", "--package", "wasl"])))?;
    let wasl = target_dir().join("release/wasl");
    setup::models(&wasl)?;
    let voices = step("prepare the voices", Voices::prepare)?;
    let mut house = step("start Wasl on loopback", || House::start(&wasl))?;
    let agents = step("sign the agents in", || phones::agents(&house, &voices))?;
    let whole = tell(&house, phones::callers(&house, &voices)?)? && entity::tell(&house)?;
    house.say_where_to_look();
    if !exit {
        println!("Wasl stays up; Ctrl-C ends it.");
        house.wait()?;
    }
    drop(agents);
    if whole { Ok(()) } else { bail!("not every call went the whole way: see the lines marked ✗ above") }
}

/// Tells the calls until all have ended and are closed in the book.
fn tell(house: &House, mut callers: Vec<Phone>) -> Result<bool> {
    let mut story = Story::new(callers.len());
    let deadline = Instant::now() + LONGEST;
    loop {
        story.follow(house)?;
        let calling = callers.iter_mut().any(Phone::is_on);
        if !calling && story.all_closed() {
            return Ok(story.conclude(house, &callers));
        }
        if Instant::now() > deadline {
            println!("✗ the calls took longer than {} s", LONGEST.as_secs());
            story.conclude(house, &callers);
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}
