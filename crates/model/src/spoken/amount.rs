//! Money: «خمسين ريال وعشرين هللة», "fifty dollars and 20 cents", `SAR 250`, `$50`, «ريالين», «نص جنيه».

use super::coins::{COINS, Coin, SMALL, TWO, TWO_SMALL, in_one, whose};
use super::line::{Found, Line};
use super::quantity::{Quantity, quantity};
use super::value::Meaning;
use super::words::{Part, Said};
use crate::Language;

/// The amount at `at`.
pub(super) fn at(line: &Line<'_>, at: usize) -> Option<Found> {
    let readers = [coin_first, coins_last, two_coins, one_coin, change];
    readers.iter().find_map(|read| read(line, at)).map(|(value, to)| Found { value, from: at, to })
}

/// `$50`, `SAR 250`.
fn coin_first(line: &Line<'_>, at: usize) -> Option<(Meaning, usize)> {
    let (coin, to) = line.longest(at, COINS)?;
    let sign = line.token(at)?.word.chars().count() == 1 || coin.code.is_some() && line.token(at)?.word.is_ascii();
    let amount = quantity(line, to).filter(|_| sign && line.close(to))?;
    Some((value(coin, amount)?, amount.to))
}

/// A number and its coins, and the change.
fn coins_last(line: &Line<'_>, at: usize) -> Option<(Meaning, usize)> {
    let amounts = [part_of_a_coin(line, at), quantity(line, at)];
    let coins = amounts.into_iter().flatten().find_map(|amount| Some((amount, coin_at(line, amount.to)?)));
    let (amount, (coin, to)) = coins?;
    with_change(line, coin, amount, to)
}

/// «نص ريال», "half a dollar", «ربع جنيه».
fn part_of_a_coin(line: &Line<'_>, at: usize) -> Option<Quantity> {
    const HALF: &[((), &[&str])] = &[((), &["نص", "نصف", "half a", "بنص"])];
    const QUARTER: &[((), &[&str])] = &[((), &["ربع"])];
    let half = line.longest(at, HALF).map(|((), to)| Quantity::half(to));
    half.or_else(|| line.longest(at, QUARTER).map(|((), to)| Quantity::quarter(to)))
}

/// «ريالين», «قرشين».
fn two_coins(line: &Line<'_>, at: usize) -> Option<(Meaning, usize)> {
    if let Some((small, to)) = bare(line, at, TWO_SMALL) {
        return Some((value(small, Quantity::of(2, to))?, to));
    }
    let (coin, to) = bare(line, at, TWO)?;
    let (coin, to) = owned(line, coin, to);
    with_change(line, coin, Quantity::of(2, to), to)
}

/// «ريال واحد», «ريال ونص», "a dollar".
fn one_coin(line: &Line<'_>, at: usize) -> Option<(Meaning, usize)> {
    if line.is(at, &["a", "one"]) {
        let (coin, to) = coin_at(line, at + 1)?;
        return with_change(line, coin, Quantity::of(1, to), to);
    }
    let (coin, to) = bare(line, at, COINS)?;
    let (coin, to) = owned(line, coin, to);
    if let Some(Said { part: Part::Unit(1), language: Language::Ar, .. }) = line.goes_on(to) {
        return with_change(line, coin, Quantity::of(1, to + 1), to + 1);
    }
    let one = Quantity::of(1, to);
    let more = one.and_a_part(line);
    (more.to > to).then_some((value(coin, more)?, more.to))
}

/// «خمسين هللة», "fifty cents".
fn change(line: &Line<'_>, at: usize) -> Option<(Meaning, usize)> {
    let amount = quantity(line, at)?;
    let (small, to) = line.next(amount.to, SMALL)?;
    let minor = amount.whole()?;
    let value = Meaning::Amount {
        currency: small.code.map(str::to_owned),
        coin: small.name.to_owned(),
        minor,
        scale: small.scale,
    };
    Some((value, to))
}

/// A word of a table, alone or with «و» or a particle before it.
fn bare<T: Copy>(line: &Line<'_>, at: usize, table: &[(T, &[&str])]) -> Option<(T, usize)> {
    let word = line.token(at)?.word.as_str();
    let once = word.strip_prefix(['و', 'ب', 'ل', 'ف']);
    let names = |(_, names): &&(T, &[&str])| names.contains(&word) || once.is_some_and(|once| names.contains(&once));
    table.iter().find(names).map(|(value, _)| (*value, at + 1))
}

/// A coin that goes on at `at`, with whose it is before or after it.
fn coin_at(line: &Line<'_>, at: usize) -> Option<(Coin, usize)> {
    if let Some((coin, to)) = line.next(at, COINS) {
        return Some(owned(line, coin, to));
    }
    let word = line.token(at).filter(|_| line.close(at))?;
    let (coin, to) = line.next(at + 1, COINS)?;
    whose(coin, &word.word).map(|coin| (coin, to))
}

fn owned(line: &Line<'_>, coin: Coin, to: usize) -> (Coin, usize) {
    let word = line.token(to).filter(|_| line.close(to));
    word.and_then(|word| whose(coin, &word.word)).map_or((coin, to), |coin| (coin, to + 1))
}

/// Adds «وعشرين هللة», «ونص», "and 20 cents", and the fifty of "five dollars fifty".
fn with_change(line: &Line<'_>, coin: Coin, amount: Quantity, to: usize) -> Option<(Meaning, usize)> {
    let amount = amount.ending(to);
    let start = match line.added(to) {
        Some((_, place)) => Some(place),
        None if line.is(to, &["و", "and"]) && line.close(to) => Some(to + 1),
        None => line.close(to).then_some(to),
    };
    if let Some(start) = start
        && let Some(more) = quantity(line, start).filter(|_| line.close(start))
    {
        if let Some((small, end)) = line.next(more.to, SMALL)
            && let Some(in_one) = in_one(coin, small)
        {
            let coin =
                Coin { code: coin.code.or(small.code), scale: if in_one == 1000 { 3 } else { coin.scale }, ..coin };
            return Some((added(coin, amount, more, in_one)?, end));
        }
        let english = line.said(start).is_some_and(|said| said.language == Language::En) && start == to;
        if english && more.whole().is_some_and(|more| (10..100).contains(&more)) && coin.scale == 2 {
            return Some((added(coin, amount, more, 100)?, more.to));
        }
    }
    let with_part = amount.and_a_part(line);
    Some((value(coin, with_part)?, with_part.to))
}

fn added(coin: Coin, amount: Quantity, more: Quantity, in_one: u64) -> Option<Meaning> {
    let one = 10_u64.pow(u32::from(coin.scale));
    let more = more.whole().filter(|more| *more < in_one)? * (one / in_one).max(1);
    Some(of(coin, amount.minor(coin.scale)?.checked_add(more)?))
}

fn value(coin: Coin, amount: Quantity) -> Option<Meaning> {
    Some(of(coin, amount.minor(coin.scale)?))
}

fn of(coin: Coin, minor: u64) -> Meaning {
    Meaning::Amount { currency: coin.code.map(str::to_owned), coin: coin.name.to_owned(), minor, scale: coin.scale }
}
