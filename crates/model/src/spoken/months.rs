//! Names of months and days of the week.

use super::value::{Calendar, Weekday};

/// A month: its number, and whose it is.
pub(super) type Month = (u8, Calendar);

const G: Calendar = Calendar::Gregorian;
const H: Calendar = Calendar::Hijri;

#[rustfmt::skip]
pub(super) const MONTHS: &[(Month, &[&str])] = &[
    ((1, G), &["يناير", "كانون الثاني", "كانون التاني", "جانفي", "january", "jan"]),
    ((2, G), &["فبراير", "شباط", "فيفري", "فبرير", "february", "feb"]),
    ((3, G), &["مارس", "اذار", "march", "mar"]),
    ((4, G), &["ابريل", "نيسان", "افريل", "april", "apr"]),
    ((5, G), &["مايو", "ايار", "ماي", "may"]),
    ((6, G), &["يونيو", "يونيه", "حزيران", "جوان", "june", "jun"]),
    ((7, G), &["يوليو", "يوليه", "تموز", "جويليه", "يوليوز", "july", "jul"]),
    ((8, G), &["اغسطس", "اب", "اوت", "غشت", "اوغسطس", "august", "aug"]),
    ((9, G), &["سبتمبر", "ايلول", "شتنبر", "september", "sep", "sept"]),
    ((10, G), &["اكتوبر", "تشرين الاول", "october", "oct"]),
    ((11, G), &["نوفمبر", "تشرين الثاني", "تشرين التاني", "نونبر", "november", "nov"]),
    ((12, G), &["ديسمبر", "كانون الاول", "دجنبر", "ديسامبر", "december", "dec"]),
    ((1, H), &["محرم", "muharram"]),
    ((2, H), &["شهر صفر", "من صفر", "of safar", "safar"]),
    ((3, H), &["ربيع الاول", "ربيع اول", "rabi al awwal"]),
    ((4, H), &["ربيع الثاني", "ربيع الاخر", "ربيع التاني", "ربيع ثاني", "rabi al thani"]),
    ((5, H), &["جمادي الاولي", "جمادي الاول", "جماد اول", "جماد الاول"]),
    ((6, H), &["جمادي الاخره", "جمادي الثانيه", "جمادي الثاني", "جماد ثاني", "جماد الثاني"]),
    ((7, H), &["رجب", "rajab"]),
    ((8, H), &["شعبان", "shaban"]),
    ((9, H), &["رمضان", "ramadan", "ramadhan"]),
    ((10, H), &["شوال", "shawwal"]),
    ((11, H), &["ذو القعده", "ذي القعده", "القعده"]),
    ((12, H), &["ذو الحجه", "ذي الحجه", "الحجه"]),
];

#[rustfmt::skip]
pub(super) const WEEKDAYS: &[(Weekday, &[&str])] = &[
    (Weekday::Sunday, &["الاحد", "الحد", "لحد", "sunday", "sundays"]),
    (Weekday::Monday, &["الاثنين", "الاتنين", "الاثنان", "لتنين", "التنين", "الثنين", "monday"]),
    (Weekday::Tuesday, &["الثلاثاء", "الثلاثا", "التلات", "الثلاث", "التلاتاء", "التلاتا", "الثلوث", "tuesday"]),
    (Weekday::Wednesday, &["الاربعاء", "الاربعا", "الاربع", "لربعا", "الاربعه", "الربوع", "wednesday"]),
    (Weekday::Thursday, &["الخميس", "خميس", "thursday"]),
    (Weekday::Friday, &["الجمعه", "جمعه", "friday"]),
    (Weekday::Saturday, &["السبت", "سبت", "saturday"]),
];

/// Names of days that are told apart from other words without «يوم» before them.
pub(super) const CLEAR_DAYS: &[&str] = &[
    "الاحد",
    "الثلاثاء",
    "الاربعاء",
    "الخميس",
    "الجمعه",
    "السبت",
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];
