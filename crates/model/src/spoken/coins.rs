//! Coins and what they are called.

use super::token::{Token, longest};

/// A coin, or the small change of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coin {
    /// Its English name.
    pub(super) name: &'static str,
    /// Its currency where the name alone leaves no doubt.
    pub(super) code: Option<&'static str>,
    /// Decimal places.
    pub(super) scale: u8,
}

const fn coin(name: &'static str, code: Option<&'static str>, scale: u8) -> Coin {
    Coin { name, code, scale }
}

pub(super) const RIYAL: Coin = coin("riyal", None, 2);
const DIRHAM: Coin = coin("dirham", None, 2);
const POUND: Coin = coin("pound", None, 2);
const DINAR: Coin = coin("dinar", None, 3);
const LIRA: Coin = coin("lira", None, 2);
const DOLLAR: Coin = coin("dollar", Some("USD"), 2);
const EURO: Coin = coin("euro", Some("EUR"), 2);
const RUPEE: Coin = coin("rupee", None, 2);

#[rustfmt::skip]
pub(super) const COINS: &[(Coin, &[&str])] = &[
    (RIYAL, &["ريال", "ريالا", "ريالات", "الريال", "ريل", "riyal", "riyals", "rial", "rials", "riyaal", "reyal", "reyals"]),
    (DIRHAM, &["درهم", "درهما", "دراهم", "dirham", "dirhams", "dirhem", "درهام"]),
    (POUND, &["جنيه", "جنيها", "جنيهات", "جني", "جنيهه", "pound", "pounds", "quid", "باوند"]),
    (DINAR, &["دينار", "دينارا", "دنانير", "dinar", "dinars", "دنانر"]),
    (LIRA, &["ليره", "ليرات", "lira", "liras", "lire"]),
    (DOLLAR, &["دولار", "دولارا", "دولارات", "dollar", "dollars", "buck", "bucks", "$"]),
    (EURO, &["يورو", "euro", "euros", "اورو", "€"]),
    (RUPEE, &["روبيه", "روبيات", "rupee", "rupees"]),
    (coin("pound", Some("GBP"), 2), &["£", "gbp", "pounds sterling", "pound sterling"]),
    (coin("riyal", Some("SAR"), 2), &["sar", "ر.س", "sr"]),
    (coin("dirham", Some("AED"), 2), &["aed", "د.ا"]),
    (coin("pound", Some("EGP"), 2), &["egp", "ج.م", "le"]),
    (coin("dinar", Some("KWD"), 3), &["kwd", "د.ك"]),
    (coin("dinar", Some("BHD"), 3), &["bhd", "د.ب"]),
    (coin("dinar", Some("JOD"), 3), &["jod"]),
    (coin("riyal", Some("OMR"), 3), &["omr", "ر.ع"]),
    (coin("riyal", Some("QAR"), 2), &["qar", "ر.ق"]),
    (coin("lira", Some("LBP"), 2), &["ل.ل", "lbp"]),
    (coin("lira", Some("SYP"), 2), &["ل.س"]),
    (DOLLAR, &["usd", "us dollar", "us dollars"]),
    (EURO, &["eur"]),
];

/// Two of a coin in one word.
#[rustfmt::skip]
pub(super) const TWO: &[(Coin, &[&str])] = &[
    (RIYAL, &["ريالين"]), (DIRHAM, &["درهمين"]), (POUND, &["جنيهين"]), (DINAR, &["دينارين"]), (LIRA, &["ليرتين"]),
    (DOLLAR, &["دولارين"]),
];

/// Small change: its name, the currency it leaves no doubt about, and how many of it make a coin of two decimal places.
#[rustfmt::skip]
pub(super) const SMALL: &[(Coin, &[&str])] = &[
    (coin("halala", Some("SAR"), 2), &["هلله", "هللات", "هلل", "هللا", "halala", "halalas", "halalah", "halalahs"]),
    (coin("baisa", Some("OMR"), 3), &["بيسه", "بيسات", "بيزه", "baisa", "baisas"]),
    (coin("piastre", None, 0), &["قرش", "قروش", "قرشا", "piastre", "piastres", "piaster", "piasters", "ساغ", "قرش صاغ"]),
    (coin("fils", None, 0), &["فلس", "فلوس فلس", "fils", "فلسا", "افلس"]),
    (coin("cent", None, 0), &["سنت", "سنتات", "سنتا", "cent", "cents"]),
    (coin("penny", None, 0), &["penny", "pence", "pennies"]),
    (coin("millime", None, 0), &["مليم", "مليمات", "millime", "millimes"]),
    (coin("centime", None, 0), &["سنتيم", "سنتيمات", "centime", "centimes"]),
];
pub(super) const TWO_SMALL: &[(Coin, &[&str])] = &[
    (coin("halala", Some("SAR"), 2), &["هللتين"]),
    (coin("piastre", None, 0), &["قرشين"]),
    (coin("fils", None, 0), &["فلسين"]),
];

/// Whose coin: name of the coin, code, decimal places, the words.
#[rustfmt::skip]
const WHOSE: &[(&str, &str, u8, &[&str])] = &[
    ("riyal", "SAR", 2, &["سعودي", "السعودي", "سعوديه", "saudi"]),
    ("riyal", "QAR", 2, &["قطري", "قطريه", "qatari", "qatar"]),
    ("riyal", "OMR", 3, &["عماني", "عمانيه", "omani"]),
    ("riyal", "YER", 2, &["يمني", "يمنيه", "yemeni"]),
    ("dirham", "AED", 2, &["اماراتي", "اماراتيه", "امراتي", "emirati", "uae", "emirates"]),
    ("dirham", "MAD", 2, &["مغربي", "مغربيه", "moroccan"]),
    ("pound", "EGP", 2, &["مصري", "مصريه", "egyptian"]),
    ("pound", "SDG", 2, &["سوداني", "سودانيه", "sudanese"]),
    ("pound", "GBP", 2, &["استرليني", "بريطاني", "انجليزي", "british", "sterling"]),
    ("pound", "LBP", 2, &["lebanese"]),
    ("pound", "SYP", 2, &["syrian"]),
    ("dinar", "KWD", 3, &["كويتي", "كويتيه", "kuwaiti"]),
    ("dinar", "BHD", 3, &["بحريني", "بحرينيه", "bahraini"]),
    ("dinar", "JOD", 3, &["اردني", "اردنيه", "jordanian"]),
    ("dinar", "IQD", 3, &["عراقي", "عراقيه", "iraqi"]),
    ("dinar", "LYD", 3, &["ليبي", "ليبيه", "libyan"]),
    ("dinar", "TND", 3, &["تونسي", "تونسيه", "tunisian"]),
    ("dinar", "DZD", 2, &["جزايري", "جزايريه", "algerian"]),
    ("lira", "LBP", 2, &["لبناني", "لبنانيه", "lebanese"]),
    ("lira", "SYP", 2, &["سوري", "سوريه", "syrian"]),
    ("lira", "TRY", 2, &["تركي", "تركيه", "turkish"]),
    ("dollar", "USD", 2, &["امريكي", "امريكيه", "american", "us"]),
    ("dollar", "CAD", 2, &["كندي", "كنديه", "canadian"]),
    ("dollar", "AUD", 2, &["استرالي", "استراليه", "australian"]),
    ("rupee", "INR", 2, &["هنديه", "هندي", "indian"]),
    ("rupee", "PKR", 2, &["باكستانيه", "باكستاني", "pakistani"]),
];

/// Whose coin it is by the word beside it.
pub(super) fn whose(coin: Coin, word: &str) -> Option<Coin> {
    let found = WHOSE.iter().find(|(name, _, _, words)| *name == coin.name && words.contains(&word));
    found.map(|(name, code, scale, _)| Coin { name, code: Some(code), scale: *scale })
}

/// How many of this small change make one of that coin: none when they do not belong together.
pub(super) fn in_one(coin: Coin, small: Coin) -> Option<u64> {
    match (coin.name, small.name) {
        ("riyal", "halala") | ("dirham", "fils" | "centime") | ("pound" | "lira", "piastre") => Some(100),
        ("dollar" | "euro", "cent") | ("pound", "penny") | ("dinar", "piastre" | "centime") => Some(100),
        ("dinar", "fils" | "millime") | ("pound", "millime") | ("riyal", "baisa") => Some(1000),
        _ => None,
    }
}

/// Does a coin stand at `at`.
pub(super) fn is_coin(tokens: &[Token], at: usize) -> bool {
    longest(tokens, at, COINS).or_else(|| longest(tokens, at, SMALL)).is_some()
}
