//! Everyday words for days and hours, and the moments they name.

use proptest::prelude::*;
use time::macros::datetime;
use time::{OffsetDateTime, UtcOffset};
use wasl_model::Timestamp;
use wasl_review::due;

/// Sunday, 22 November 2026, 10:00 in Riyadh.
const NOW: OffsetDateTime = datetime!(2026-11-22 10:00 +3);

fn at(moment: OffsetDateTime) -> Timestamp {
    Timestamp(moment.unix_timestamp() * 1_000 + i64::from(moment.millisecond()))
}

/// `11-24` is that day's end, `11-24 15:00` a moment, `-` nothing.
fn read(text: &str, now: OffsetDateTime) -> String {
    let Some(due) = due::parse(text, at(now), now.offset()) else { return "-".to_owned() };
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(due.at.as_millis()) * 1_000_000);
    let moment = moment.expect("a moment of the calendar").to_offset(now.offset());
    let (month, day) = (u8::from(moment.month()), moment.day());
    let year = if moment.year() == now.year() { String::new() } else { format!("{}-", moment.year()) };
    match (moment.hour(), moment.minute(), moment.second()) {
        (23, 59, 59) => format!("{year}{month:02}-{day:02}"),
        (hour, minute, _) => format!("{year}{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}

fn check(now: OffsetDateTime, table: &[(&str, &str)]) {
    let wrong: Vec<_> = table
        .iter()
        .filter_map(|(text, expected)| {
            let found = read(text, now);
            (found != *expected).then(|| format!("{text}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn days_by_their_arabic_names() {
    check(
        NOW,
        &[
            ("اليوم", "11-22"),
            ("النهارده", "11-22"),
            ("هاليوم إن شاء الله", "11-22"),
            ("الليلة", "11-22"),
            ("بكرة", "11-23"),
            ("بكره إن شاء الله يوصلك", "11-23"),
            ("بكرا", "11-23"),
            ("باكر", "11-23"),
            ("غداً", "11-23"),
            ("يوم غد", "11-23"),
            ("لبكرة", "11-23"),
            ("غدوة", "11-23"),
            ("بعد بكرة", "11-24"),
            ("بعد بكرا", "11-24"),
            ("بعد غدٍ", "11-24"),
            ("عقب باكر", "11-24"),
            ("قبل بكرة", "11-22"),
            ("آخر الدوام", "11-22"),
        ],
    );
}

#[test]
fn weekdays_in_arabic_and_its_dialects() {
    check(
        NOW,
        &[
            ("يوم الأحد", "11-29"),
            ("الأحد", "11-29"),
            ("للأحد", "11-29"),
            ("يوم الحد", "11-29"),
            ("ليوم الاثنين", "11-23"),
            ("الإثنين", "11-23"),
            ("نهار التنين", "11-23"),
            ("يوم الاتنين", "11-23"),
            ("يوم الثلاثاء", "11-24"),
            ("التلات", "11-24"),
            ("الثلوث", "11-24"),
            ("يوم الثلاث", "11-24"),
            ("الأربعاء", "11-25"),
            ("يوم الربوع", "11-25"),
            ("يوم الأربع", "11-25"),
            ("الخميس الجاي", "11-26"),
            ("يوم خميس", "11-26"),
            ("يوم الجمعة القادم", "11-27"),
            ("السبت", "11-28"),
            ("قبل يوم الخميس", "11-25"),
            ("الخميس بعد القادم", "12-03"),
            ("الخميس الماضي", "-"),
            ("يوم الأحد اللي فات", "-"),
            ("من الأحد للخميس", "11-29"),
            ("بكرة الاثنين", "11-23"),
            ("بكرة يوم الاثنين", "11-23"),
            ("راح يوصلك الطلب يوم الثلاثاء أو الأربعاء", "11-25"),
        ],
    );
}

#[test]
fn spans_of_time_in_arabic() {
    check(
        NOW,
        &[
            ("بعد يومين", "11-24"),
            ("خلال يومين", "11-24"),
            ("يومين", "11-24"),
            ("ليومين", "11-24"),
            ("كمان يومين", "11-24"),
            ("عقب يومين", "11-24"),
            ("في خلال يومين", "11-24"),
            ("خلال يوم", "11-23"),
            ("خلال ٢٤ ساعة", "11-23 10:00"),
            ("خلال أربع وعشرين ساعة", "11-23 10:00"),
            ("خلال ثمان وأربعين ساعة", "11-24 10:00"),
            ("خلال ٤٨ ساعه", "11-24 10:00"),
            ("بعد ساعة", "11-22 11:00"),
            ("خلال ساعتين", "11-22 12:00"),
            ("بعد نص ساعة", "11-22 10:30"),
            ("خلال ربع ساعة", "11-22 10:15"),
            ("بعد ساعة ونص", "11-22 11:30"),
            ("بعد ساعة إلا ربع", "11-22 10:45"),
            ("بعد عشر دقائق", "11-22 10:10"),
            ("كمان خمس دقايق", "11-22 10:05"),
            ("خلال ثلاثة أيام", "11-25"),
            ("خلال ٣ أيام", "11-25"),
            ("بعد تلت تيام", "11-25"),
            ("بعد تلات أيام", "11-25"),
            ("بعد خمس تيام", "11-27"),
            ("خلال مدة أقصاها ثلاثة أيام", "11-25"),
            ("من يومين إلى ثلاثة أيام", "11-25"),
            ("خلال 2-3 أيام", "11-25"),
            ("خلال ثلاثة أيام عمل", "11-25"),
            ("خلال ٤٨ ساعة عمل", "11-24"),
            ("within 24 business hours", "11-23"),
            ("خلال خمسة أيام عمل", "11-29"),
            ("خلال أسبوع", "11-29"),
            ("بعد أسبوعين", "12-06"),
            ("بعد جمعتين", "12-06"),
            ("خلال شهر", "12-22"),
            ("خلال شهرين", "2027-01-22"),
            ("بعد خمسطعش يوم", "12-07"),
            ("قبل يومين", "-"),
            ("من يومين وأنا أنتظر", "-"),
            ("صار لي ثلاثة أيام", "-"),
        ],
    );
}

#[test]
fn hours_in_arabic() {
    check(
        NOW,
        &[
            ("بكرة الساعة ٣", "11-23 15:00"),
            ("بكرة الساعة ثلاثة ونص", "11-23 15:30"),
            ("بكرة الساعة الثالثة", "11-23 15:00"),
            ("بكرة الساعة الخامسة والنصف مساءً", "11-23 17:30"),
            ("بكرة الساعة ٩ الصبح", "11-23 09:00"),
            ("بكرة الصبح", "11-23 12:00"),
            ("بكرة الظهر", "11-23 15:00"),
            ("بكرة العصر", "11-23 18:00"),
            ("بكرة المغرب", "11-23 21:00"),
            ("يوم الأحد الساعة ١٠ صباحاً", "11-29 10:00"),
            ("يوم الخميس ٤ العصر", "11-26 16:00"),
            ("الساعة ٥", "11-22 17:00"),
            ("الساعة ٩", "11-22 21:00"),
            ("الساعة ٩ الصبح", "11-23 09:00"),
            ("قبل الساعة ٤", "11-22 16:00"),
            ("اليوم الساعة ٢ إلا ربع", "11-22 13:45"),
            ("اليوم الساعة ١٢", "11-22 12:00"),
            ("اليوم ٨ الصبح", "-"),
            ("بعد بكرة ١٧:٣٠", "11-24 17:30"),
            ("بعد يومين الساعة عشرة", "11-24 10:00"),
            ("الليلة الساعة ٩", "11-22 21:00"),
            ("بكرة على ٥ م", "11-23 17:00"),
            ("بكرة ١٢ بالليل", "11-23 23:59"),
            ("صباح الخير", "-"),
            ("مساء النور يا فندم", "-"),
        ],
    );
}

#[test]
fn weeks_months_and_dates_in_arabic() {
    check(
        NOW,
        &[
            ("نهاية الأسبوع", "11-26"),
            ("آخر الأسبوع", "11-26"),
            ("هالأسبوع", "11-26"),
            ("الأسبوع القادم", "12-03"),
            ("الأسبوع الجاي", "12-03"),
            ("الأسبوع اللي جاي", "12-03"),
            ("نهاية الأسبوع القادم", "12-03"),
            ("آخر الشهر", "11-30"),
            ("نهاية الشهر", "11-30"),
            ("الشهر الجاي", "12-31"),
            ("أول الشهر", "12-01"),
            ("نهاية السنة", "12-31"),
            ("٢٥ نوفمبر", "11-25"),
            ("يوم ٢٥ تشرين الثاني", "11-25"),
            ("٢٥/١١", "11-25"),
            ("٢٥/١١/٢٠٢٦", "11-25"),
            ("1/12", "12-01"),
            ("2026-12-31", "12-31"),
            ("٥ يناير", "2027-01-05"),
            ("٥ كانون الثاني", "2027-01-05"),
            ("خمسة ديسمبر", "12-05"),
            ("يوم ٢٥", "11-25"),
            ("يوم ٢٠", "12-20"),
            ("٢٥ الشهر", "11-25"),
            ("٢٥ شهر ١٢", "12-25"),
            ("قبل ٢٥ نوفمبر", "11-24"),
            ("١٠/١١/٢٠٢٦", "-"),
        ],
    );
}

/// 22 November 2026 is 12 Jumada II 1448; the days are those of the Umm al-Qura tables.
#[test]
fn days_and_feasts_of_the_hijri_calendar() {
    check(
        NOW,
        &[
            ("١٠ رمضان", "2027-02-17"),
            ("يوم ١٠ رمضان", "2027-02-17"),
            ("في العاشر من رمضان", "2027-02-17"),
            ("أول محرم", "2027-06-06"),
            ("١ محرم ١٤٤٩", "2027-06-06"),
            ("١٠ محرم ١٤٤٨", "-"),
            ("نص شعبان", "2027-01-23"),
            ("منتصف رمضان", "2027-02-22"),
            ("نهاية رمضان", "2027-03-08"),
            ("في رمضان", "2027-03-08"),
            ("خلال شهر رمضان", "2027-03-08"),
            ("قبل رمضان", "2027-02-07"),
            ("رمضان كريم", "-"),
            ("رمضان الماضي", "-"),
            ("قبل العيد", "2027-03-08"),
            ("قبل عيد الأضحى", "2027-05-15"),
            ("يوم العيد", "2027-03-09"),
            ("ثاني يوم العيد", "2027-03-10"),
            ("بعد العيد", "2027-03-12"),
            ("بعد العيد الكبير", "2027-05-20"),
            ("يوم عرفة", "2027-05-15"),
            ("١٥ جمادى الآخرة", "11-25"),
            ("١٠ جمادى الآخرة", "2027-11-09"),
            ("٢٠ ذي القعدة", "2027-04-27"),
            ("the first of Ramadan", "2027-02-08"),
            ("10 Ramadan", "2027-02-17"),
            ("on the 10th of Ramadan", "2027-02-17"),
            ("by the end of Ramadan", "2027-03-08"),
            ("before Eid", "2027-03-08"),
            ("before Eid al-Adha", "2027-05-15"),
            ("after Eid", "2027-03-12"),
            ("Ramadan kareem", "-"),
        ],
    );
}

#[test]
fn days_and_spans_in_english() {
    check(
        NOW,
        &[
            ("today", "11-22"),
            ("tomorrow", "11-23"),
            ("the day after tomorrow", "11-24"),
            ("by Sunday", "11-29"),
            ("on Monday", "11-23"),
            ("next Thursday", "11-26"),
            ("by Fri", "11-27"),
            ("before Thursday", "11-25"),
            ("Thursday after next", "12-03"),
            ("last Sunday", "-"),
            ("within two days", "11-24"),
            ("in 2 days", "11-24"),
            ("two days", "11-24"),
            ("within 2-3 days", "11-25"),
            ("in 3 to 5 days", "11-27"),
            ("within 24 hours", "11-23 10:00"),
            ("within 24h", "11-23 10:00"),
            ("within forty-eight hours", "11-24 10:00"),
            ("in an hour", "11-22 11:00"),
            ("in half an hour", "11-22 10:30"),
            ("within an hour and a half", "11-22 11:30"),
            ("in a couple of days", "11-24"),
            ("in a few days", "11-25"),
            ("within the next three days", "11-25"),
            ("within five business days", "11-29"),
            ("within 3 working days", "11-25"),
            ("within a week", "11-29"),
            ("next week", "12-03"),
            ("in two weeks", "12-06"),
            ("by the end of the week", "11-26"),
            ("by the end of the month", "11-30"),
            ("next month", "12-31"),
            ("by end of day", "11-22"),
            ("two days ago", "-"),
            ("I have waited for two days", "-"),
            ("you will get it today or tomorrow", "11-23"),
        ],
    );
}

#[test]
fn hours_and_dates_in_english() {
    check(
        NOW,
        &[
            ("tomorrow at 3", "11-23 15:00"),
            ("tomorrow at 3pm", "11-23 15:00"),
            ("tomorrow at 9 a.m.", "11-23 09:00"),
            ("tomorrow at half past ten", "11-23 10:30"),
            ("tomorrow at quarter to five", "11-23 16:45"),
            ("tomorrow at 3 o'clock", "11-23 15:00"),
            ("tomorrow at 17:30", "11-23 17:30"),
            ("tomorrow morning", "11-23 12:00"),
            ("tomorrow evening", "11-23 21:00"),
            ("tomorrow at noon", "11-23 12:00"),
            ("by 5", "11-22 17:00"),
            ("by 9 am", "11-23 09:00"),
            ("today at 4 pm", "11-22 16:00"),
            ("today at 8 am", "-"),
            ("tonight", "11-22"),
            ("this afternoon", "11-22 18:00"),
            ("Sunday 10am", "11-29 10:00"),
            ("in two days at 4", "11-24 16:00"),
            ("November 25", "11-25"),
            ("25th of November", "11-25"),
            ("Nov 25, 2026", "11-25"),
            ("by January 5th", "2027-01-05"),
            ("by the 25th", "11-25"),
            ("on the 20th", "12-20"),
            ("25 Nov at 3 pm", "11-25 15:00"),
            ("by 5 December", "12-05"),
            ("tomorrow morning at 9", "11-23 09:00"),
            ("by the end of next week", "12-03"),
            ("good morning, how are you", "-"),
            ("you may go", "-"),
            ("the order number is 4412", "-"),
            ("it costs 20 riyals", "-"),
            ("", "-"),
        ],
    );
}

#[test]
fn the_calendar_has_edges() {
    check(datetime!(2026-11-26 23:30 +3), &[("اليوم", "11-26"), ("نهاية الأسبوع", "11-26"), ("الخميس", "12-03")]);
    check(datetime!(2026-11-27 9:00 +3), &[("نهاية الأسبوع", "11-28"), ("خلال يوم عمل واحد", "11-29")]);
    check(datetime!(2027-01-31 9:00 +3), &[("خلال شهر", "02-28"), ("يوم ٣٠", "03-30"), ("29 February", "2028-02-29")]);
    check(datetime!(2026-12-31 22:00 +3), &[("بكرة", "2027-01-01"), ("الساعة ٩ الصبح", "2027-01-01 09:00")]);
}

#[test]
fn a_day_ends_where_the_house_is() {
    let now = at(datetime!(2026-11-22 22:30 UTC));
    let riyadh = due::parse("بكرة", now, UtcOffset::from_hms(3, 0, 0).expect("an offset")).expect("a day");
    assert_eq!(riyadh.at, at(datetime!(2026-11-24 23:59:59.999 +3)), "it is Monday already in Riyadh");
    let london = due::parse("tomorrow", now, UtcOffset::UTC).expect("a day");
    assert_eq!(london.at, at(datetime!(2026-11-23 23:59:59.999 UTC)));
}

#[test]
fn the_words_that_name_it_are_given_as_written() {
    let words = |text: &str| due::parse(text, at(NOW), NOW.offset()).map(|due| due.text);
    assert_eq!(words("طيب، راح يوصلك يومَ الأحـد إن شاء الله").as_deref(), Some("يومَ الأحـد"));
    assert_eq!(words("OK, tomorrow at 3 pm then").as_deref(), Some("tomorrow at 3 pm"));
    assert_eq!(words("نتصل فيك خلال ٢٤ ساعة.").as_deref(), Some("٢٤ ساعة"));
}

/// Words that mean something to the reader, in any order.
const WORDS: &[&str] = &[
    "يوم",
    "الأحد",
    "بكرة",
    "بعد",
    "قبل",
    "خلال",
    "٢٤",
    "ساعة",
    "ونص",
    "إلا",
    "ربع",
    "أيام",
    "يومين",
    "أسبوع",
    "شهر",
    "القادم",
    "الماضي",
    "٣١",
    "نوفمبر",
    "٢٩",
    "شباط",
    "الساعة",
    "العصر",
    "ليلا",
    "نهاية",
    "الشهر",
    "أربع",
    "وعشرين",
    "عمل",
    "in",
    "by",
    "the",
    "end",
    "of",
    "month",
    "99999999999",
    "4294967295",
    "0",
    "12",
    "13",
    "24:00",
    "23:59",
    "31/12",
    "30/2/2027",
    "9999-12-31",
    "day",
    "after",
    "next",
    "tomorrow",
    "half",
    "past",
    "hundred",
    "months",
    "weeks",
    "hours",
    "am",
    "pm",
    "a",
    "couple",
    "25th",
    "-",
    ":",
    "رمضان",
    "العيد",
    "أول",
    "محرم",
    "١٤٤٩",
    "Eid",
    "لل",
    "ل",
    "و",
    "٠",
    "%",
    "",
];

fn moments() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        Just(i64::MIN),
        Just(i64::MAX),
        Just(0),
        0..=4_102_444_800_000_i64,
        -62_167_219_200_000..=253_402_300_799_999_i64,
        any::<i64>(),
    ]
    .prop_map(Timestamp)
}

fn offsets() -> impl Strategy<Value = UtcOffset> {
    (-25 * 3_600 + 1..=25 * 3_600 - 1).prop_map(|seconds| UtcOffset::from_whole_seconds(seconds).expect("within a day"))
}

fn holds(text: &str, now: Timestamp, offset: UtcOffset) -> Result<(), TestCaseError> {
    if let Some(due) = due::parse(text, now, offset) {
        prop_assert!(due.at > now, "{text} is in the past");
        prop_assert!(due.at.since(now).as_secs() <= 2 * 366 * 86_400, "{text} is too far");
        prop_assert!(!due.text.is_empty() && text.contains(&due.text));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_words_name_the_past_or_panic(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..9),
        now in moments(),
        offset in offsets(),
    ) {
        holds(&words.join(" "), now, offset)?;
    }

    #[test]
    fn no_text_at_all_panics(text in "\\PC{0,60}", now in moments(), offset in offsets()) {
        holds(&text, now, offset)?;
    }

    #[test]
    fn any_number_of_days_within_the_year_is_that_many_days_on(days in 1_i64..365) {
        for text in [format!("خلال {days} يوم"), format!("within {days} days")] {
            let due = due::parse(&text, at(NOW), NOW.offset()).expect("a day");
            let day = at(datetime!(2026-11-22 23:59:59.999 +3)).as_millis() + days * 86_400_000;
            prop_assert_eq!(due.at.as_millis(), day);
        }
    }
}
