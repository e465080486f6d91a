//! Known days, weeks with breaks, Ramadan, feasts over ten years.

use jiff::civil::date;

use super::hijri::{Sighted, of};
use super::*;

const OFFICE: &str = r#"
name = "office"
time_zone = "Asia/Riyadh"

[week]
sunday = ["08:00-12:00", "13:00-16:00"]
monday = ["08:00-16:00"]
tuesday = ["08:00-16:00"]
wednesday = ["08:00-16:00"]
thursday = ["08:00-14:00"]

[ramadan]
sunday = ["10:00-15:00", "21:00-01:00"]
monday = ["10:00-15:00", "21:00-01:00"]
tuesday = ["10:00-15:00", "21:00-01:00"]
wednesday = ["10:00-15:00", "21:00-01:00"]
thursday = ["10:00-15:00", "21:00-01:00"]

[[holidays]]
name = { ar = "عيد الفطر", en = "Eid al-Fitr" }
prompt = "holiday_eid"
calendar = "hijri"
from = "10-01"
to = "10-04"

[[holidays]]
name = { ar = "عيد الأضحى", en = "Eid al-Adha" }
calendar = "hijri"
from = "12-09"
to = "12-13"

[[holidays]]
name = { ar = "اليوم الوطني", en = "National Day" }
from = "09-23"

[[holidays]]
name = { ar = "يوم الجرد", en = "Stocktaking" }
from = "2027-01-04"
to = "2027-01-04"
hours = ["10:00-12:00"]
"#;

fn office() -> Hours {
    Hours::load("office", OFFICE).unwrap()
}

/// The moment at which clocks there show this.
fn at(hours: &Hours, clock: &str) -> Timestamp {
    let clock: jiff::civil::DateTime = clock.parse().unwrap();
    Timestamp::from_millis(clock.to_zoned_datetime(hours.zone.clone()).unwrap().timestamp().as_millisecond())
}

/// "open until …" or "closed until …", by the clock there.
fn standing(hours: &Hours, clock: &str) -> String {
    let shown = |moment| hours.local(moment).strftime("%a %Y-%m-%d %H:%M").to_string();
    match hours.at(at(hours, clock)) {
        Standing::Open { until } => until.map_or("open".to_owned(), |until| format!("open until {}", shown(until))),
        Standing::Closed { holiday, opens } => {
            let holiday = if holiday.is_some() { "holiday" } else { "closed" };
            opens.map_or(holiday.to_owned(), |opens| format!("{holiday} until {}", shown(opens)))
        }
    }
}

#[test]
fn the_first_of_ramadan_and_both_feasts_are_right_over_ten_years() {
    // As announced by Umm al-Qura: first of Ramadan, first of Shawwal, tenth of Dhu al-Hijja.
    let known = [
        (1439, date(2018, 5, 16), date(2018, 6, 15), date(2018, 8, 21)),
        (1440, date(2019, 5, 6), date(2019, 6, 4), date(2019, 8, 11)),
        (1441, date(2020, 4, 24), date(2020, 5, 24), date(2020, 7, 31)),
        (1442, date(2021, 4, 13), date(2021, 5, 13), date(2021, 7, 20)),
        (1443, date(2022, 4, 2), date(2022, 5, 2), date(2022, 7, 9)),
        (1444, date(2023, 3, 23), date(2023, 4, 21), date(2023, 6, 28)),
        (1445, date(2024, 3, 11), date(2024, 4, 10), date(2024, 6, 16)),
        (1446, date(2025, 3, 1), date(2025, 3, 30), date(2025, 6, 6)),
        (1447, date(2026, 2, 18), date(2026, 3, 20), date(2026, 5, 27)),
        (1448, date(2027, 2, 8), date(2027, 3, 9), date(2027, 5, 16)),
    ];
    let none = Sighted::new();
    for (year, ramadan, fitr, adha) in known {
        assert_eq!(of(ramadan, &none), Hijri { year, month: 9, day: 1 }, "{ramadan}");
        assert_eq!(of(fitr, &none), Hijri { year, month: 10, day: 1 }, "{fitr}");
        assert_eq!(of(adha, &none), Hijri { year, month: 12, day: 10 }, "{adha}");
    }
    assert_eq!(of(date(2026, 11, 21), &none), Hijri { year: 1448, month: 6, day: 11 });
}

#[test]
fn a_month_sighted_a_day_later_makes_the_month_before_longer_and_keeps_every_day_in_order() {
    let tables = Sighted::new();
    for shift in [-1_i8, 1] {
        let sighted = Sighted::from([(String::from("1448-09").try_into().unwrap(), shift)]);
        let first = date(2027, 2, 8).checked_add(SignedDuration::from_hours(24 * i64::from(shift))).unwrap();
        assert_eq!(of(first, &sighted), Hijri { year: 1448, month: 9, day: 1 });
        assert_eq!(of(first.yesterday().unwrap(), &sighted).month, 8);
        // Shawwal was seen when the tables say.
        assert_eq!(of(date(2027, 3, 9), &sighted), Hijri { year: 1448, month: 10, day: 1 });
        let mut before = of(date(2026, 12, 1), &sighted);
        for n in 1..200 {
            let day = date(2026, 12, 1).checked_add(SignedDuration::from_hours(24 * n)).unwrap();
            let this = of(day, &sighted);
            assert!(
                this.day == before.day + 1 || (this.day == 1 && (28..=31).contains(&before.day)),
                "{day}: {this:?}"
            );
            before = this;
        }
        assert_eq!(of(date(2027, 6, 1), &sighted), of(date(2027, 6, 1), &tables));
    }
}

#[test]
fn the_week_has_breaks_and_a_weekend() {
    let office = office();
    assert_eq!(standing(&office, "2026-11-29T11:59"), "open until Sun 2026-11-29 12:00");
    assert_eq!(standing(&office, "2026-11-29T12:00"), "closed until Sun 2026-11-29 13:00");
    assert_eq!(standing(&office, "2026-11-29T16:00"), "closed until Mon 2026-11-30 08:00");
    assert_eq!(standing(&office, "2026-12-03T14:00"), "closed until Sun 2026-12-06 08:00");
    assert_eq!(standing(&office, "2026-12-04T10:00"), "closed until Sun 2026-12-06 08:00");
}

#[test]
fn ramadan_has_its_own_hours_over_midnight_and_ends_with_the_feast() {
    let office = office();
    // 7 February 2027 is the last of Sha'ban, a Sunday; Ramadan begins on Monday.
    assert_eq!(standing(&office, "2027-02-07T09:00"), "open until Sun 2027-02-07 12:00");
    assert_eq!(standing(&office, "2027-02-08T09:00"), "closed until Mon 2027-02-08 10:00");
    assert_eq!(standing(&office, "2027-02-08T22:30"), "open until Tue 2027-02-09 01:00");
    assert_eq!(standing(&office, "2027-02-09T00:30"), "open until Tue 2027-02-09 01:00");
    // The night before the feast belongs to Ramadan's last day; the feast is four days, then the weekend.
    assert_eq!(standing(&office, "2027-03-09T00:30"), "open until Tue 2027-03-09 01:00");
    assert_eq!(standing(&office, "2027-03-09T10:00"), "holiday until Sun 2027-03-14 08:00");
    assert_eq!(standing(&office, "2027-03-14T09:00"), "open until Sun 2027-03-14 12:00");
}

#[test]
fn holidays_close_whole_days_or_leave_some_hours() {
    let office = office();
    assert_eq!(standing(&office, "2026-09-23T10:00"), "holiday until Thu 2026-09-24 08:00");
    assert_eq!(standing(&office, "2027-01-04T10:30"), "open until Mon 2027-01-04 12:00");
    assert_eq!(standing(&office, "2027-01-04T13:00"), "holiday until Tue 2027-01-05 08:00");
    let eid = office.at(at(&office, "2026-03-20T10:00"));
    assert!(
        matches!(eid, Standing::Closed { holiday: Some(Some(ref prompt)), .. } if prompt.as_str() == "holiday_eid")
    );
}

#[test]
fn the_feasts_are_closed_and_the_days_beside_them_are_not_over_ten_years() {
    let office = office();
    for year in 2018..2028_i16 {
        let days = (0..365).filter_map(|n| date(year, 1, 1).checked_add(SignedDuration::from_hours(24 * n)).ok());
        for day in days.filter(|day| !matches!(day.weekday(), Weekday::Friday | Weekday::Saturday)) {
            let hijri = office.hijri(day);
            let feast = hijri.month == 10 && hijri.day <= 4 || hijri.month == 12 && (9..=13).contains(&hijri.day);
            let closed = feast || day.month() == 9 && day.day() == 23;
            let noon = office.at(at(&office, &format!("{day}T11:00")));
            assert_eq!(noon.is_open(), !closed, "{day} {hijri:?}");
            let nine = office.at(at(&office, &format!("{day}T09:00")));
            let stocktaking = day == date(2027, 1, 4);
            assert_eq!(nine.is_open(), !closed && !hijri.is_ramadan() && !stocktaking, "{day} {hijri:?}");
        }
    }
}

#[test]
fn a_clock_that_is_put_forward_moves_the_opening_with_it() {
    let cairo = OFFICE.replace("Asia/Riyadh", "Africa/Cairo");
    let office = Hours::load("office", &cairo).unwrap();
    let opens = |clock| match office.at(at(&office, clock)) {
        Standing::Closed { opens: Some(opens), .. } => opens.as_millis().rem_euclid(86_400_000) / 3_600_000,
        other @ (Standing::Closed { opens: None, .. } | Standing::Open { .. }) => panic!("{other:?}"),
    };
    // Egypt's summer time began on 24 April 2026: eight o'clock is six by UTC before it and five after.
    assert_eq!((opens("2026-04-22T07:00"), opens("2026-04-26T07:00")), (6, 5));
}

#[test]
fn hours_that_never_close_have_no_end() {
    let always = "name = \"a\"\ntime_zone = \"UTC\"\n[week]\n".to_owned()
        + &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
            .map(|day| format!("{day} = [\"00:00-24:00\"]"))
            .join("\n");
    let always = Hours::load("a", &always).unwrap();
    assert_eq!(always.at(Timestamp::from_millis(1_790_000_000_000)), Standing::Open { until: None });
}

#[test]
fn what_cannot_be_meant_is_told_at_once() {
    let wrong =
        OFFICE.replace("Asia/Riyadh", "Riyadh").replace("from = \"09-23\"", "from = \"2026-09-23\"\nto = \"09-24\"");
    let problems = Hours::load("desk", &wrong).unwrap_err().join("\n");
    for part in ["IANA", "the file's name", "\"National Day\" has a year at one end only"] {
        assert!(problems.contains(part), "{part}: {problems}");
    }
    for (from, to) in
        [("\"08:00-14:00\"", "\"8 to 2\""), ("\"10-01\"", "\"13-01\""), ("\"08:00-14:00\"", "\"25:00-26:00\"")]
    {
        assert!(Hours::load("office", &OFFICE.replacen(from, to, 1)).is_err(), "{to}");
    }
    let overlap = OFFICE.replace("13:00-16:00", "11:00-16:00");
    assert!(Hours::load("office", &overlap).unwrap_err()[0].contains("overlap"));
}
