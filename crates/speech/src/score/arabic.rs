//! Arabic words in one spelling: folded, «و» joined to its word, numbers as one word for each digit.

use wasl_model::fold::fold_words;

/// The ten digits as they are compared, by value.
const DIGITS: [&str; 10] = ["صفر", "واحد", "اثنان", "ثلاثه", "اربعه", "خمسه", "سته", "سبعه", "ثمانيه", "تسعه"];

/// Folded number words of the standard language and the large dialects, with what they are worth.
const NUMBERS: [(u64, &[&str]); 37] = [
    (0, &["صفر", "زيرو"]),
    (1, &["واحد", "واحده"]),
    (2, &["اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اتنين", "ثنين", "تنين", "ثنتين"]),
    (3, &["ثلاثه", "ثلاث", "تلاته", "تلات"]),
    (4, &["اربعه", "اربع"]),
    (5, &["خمسه", "خمس"]),
    (6, &["سته", "ست"]),
    (7, &["سبعه", "سبع"]),
    (8, &["ثمانيه", "ثماني", "ثمان", "تمانيه", "تماني", "تمان", "ثمنيه", "تمنيه"]),
    (9, &["تسعه", "تسع"]),
    (10, &["عشره", "عشر"]),
    (11, &["حداشر", "احداشر", "احدعش", "حدعش", "ايدعش"]),
    (12, &["اتناشر", "اطناشر", "اثناعش", "اثنعش", "اطنعش", "تنعش"]),
    (13, &["تلتاشر", "تلطاشر", "ثلاثطعش", "ثلطعش", "تلطعش"]),
    (14, &["اربعتاشر", "اربعطاشر", "اربعطعش"]),
    (15, &["خمستاشر", "خمسطاشر", "خمسطعش"]),
    (16, &["ستاشر", "سطاشر", "سطعش", "ستطعش"]),
    (17, &["سبعتاشر", "سبعطاشر", "سبعطعش"]),
    (18, &["تمنتاشر", "تمنطاشر", "ثمنطعش", "تمنطعش"]),
    (19, &["تسعتاشر", "تسعطاشر", "تسعطعش"]),
    (20, &["عشرون", "عشرين"]),
    (30, &["ثلاثون", "ثلاثين", "تلاتين"]),
    (40, &["اربعون", "اربعين"]),
    (50, &["خمسون", "خمسين"]),
    (60, &["ستون", "ستين"]),
    (70, &["سبعون", "سبعين"]),
    (80, &["ثمانون", "ثمانين", "تمانين"]),
    (90, &["تسعون", "تسعين"]),
    (100, &["ميه", "مايه", "ميت"]),
    (200, &["ميتان", "ميتين", "مايتان", "مايتين"]),
    (300, &["ثلاثميه", "ثلاثمايه", "ثلثميه", "تلتميه", "تلاتميه"]),
    (400, &["اربعميه", "اربعمايه", "ربعميه"]),
    (500, &["خمسميه", "خمسمايه"]),
    (600, &["ستميه", "ستمايه"]),
    (700, &["سبعميه", "سبعمايه"]),
    (800, &["ثمانميه", "ثمانمايه", "ثمنميه", "تمنميه"]),
    (900, &["تسعميه", "تسعمايه"]),
];
/// Eleven's first half.
const ELEVEN: [&str; 2] = ["احد", "احدي"];
const SCALES: [(u64, &[&str]); 4] = [
    (1000, &["الف", "الاف"]),
    (2000, &["الفين", "الفان"]),
    (1_000_000, &["مليون", "ملايين"]),
    (2_000_000, &["مليونين", "مليونان"]),
];

/// The words of a text as they are compared.
pub(super) fn words(text: &str) -> Vec<String> {
    let text: String = text.chars().filter(|&c| c != 'ء').collect();
    let folded = fold_words(&text);
    let mut pieces = folded.iter().flat_map(|word| at_digits(word)).peekable();
    let mut counted = Counted::default();
    while let Some(mut word) = pieces.next() {
        if word == "و" {
            let Some(next) = pieces.next() else { break };
            word += &next;
        }
        // Alone it is "somebody".
        if ELEVEN.contains(&word.as_str()) && pieces.next_if(|next| next == "عشر" || next == "عشره").is_some() {
            word = "احدعش".to_owned();
        }
        counted.take(&word);
    }
    counted.close();
    counted.words
}

/// Cut between digits and letters.
fn at_digits(word: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut in_digits = None;
    for c in word.chars() {
        let digit = c.is_ascii_digit();
        match pieces.last_mut() {
            Some(piece) if in_digits == Some(digit) => piece.push(c),
            Some(_) | None => pieces.push(c.to_string()),
        }
        in_digits = Some(digit);
    }
    pieces
}

/// A number being told, and the words before it.
#[derive(Default)]
struct Counted {
    words: Vec<String>,
    open: Option<Number>,
}

struct Number {
    /// Begun with «و».
    and: bool,
    /// Thousands and more.
    upper: u64,
    /// Below a thousand.
    lower: u64,
    /// The last piece.
    last: u64,
}

impl Counted {
    fn take(&mut self, word: &str) {
        if word.chars().all(|c| c.is_ascii_digit()) {
            self.close();
            self.words.extend(word.bytes().map(|digit| DIGITS[usize::from(digit - b'0')].to_owned()));
            return;
        }
        let plain = word.strip_prefix('و');
        match (worth(word), plain.and_then(worth)) {
            (Some(piece), _) => self.count(piece, false),
            (None, Some(piece)) => self.count(piece, true),
            (None, None) => self.say(word),
        }
    }

    fn say(&mut self, word: &str) {
        self.close();
        self.words.push(word.to_owned());
    }

    fn count(&mut self, piece: Piece, and: bool) {
        if let Some(number) = &mut self.open
            && number.add(piece, and)
        {
            return;
        }
        self.close();
        let (upper, lower) = match piece {
            Piece::Plain(value) => (0, value),
            Piece::Scale(value) => (value, 0),
        };
        self.open = Some(Number { and, upper, lower, last: upper + lower });
    }

    fn close(&mut self) {
        let Some(number) = self.open.take() else { return };
        let mut and = if number.and { "و" } else { "" };
        for digit in (number.upper + number.lower).to_string().bytes() {
            self.words.push(format!("{}{}", std::mem::take(&mut and), DIGITS[usize::from(digit - b'0')]));
        }
    }
}

impl Number {
    /// True when the piece belongs to this number.
    fn add(&mut self, piece: Piece, and: bool) -> bool {
        match piece {
            // ثلاثة عشر
            Piece::Plain(10) if !and && (2..10).contains(&self.last) => self.lower += 10,
            // خمس مئة
            Piece::Plain(100) if !and && (3..10).contains(&self.last) => self.lower += self.last * 99,
            // خمسة وعشرون
            Piece::Plain(tens @ 20..=90) if and && (1..10).contains(&self.last) => self.lower += tens,
            // مئة وخمسة, ألف ومئة
            Piece::Plain(value) if and && self.last >= 100 && value > 0 && value < self.room() => self.lower += value,
            // خمسة آلاف
            Piece::Scale(scale @ (1000 | 1_000_000)) if !and && self.lower > 0 && scale < self.upper_room() => {
                self.upper += self.lower * scale;
                self.lower = 0;
                self.last = scale;
                return true;
            }
            Piece::Scale(scale) if and && self.lower == 0 && scale < self.upper_room() => {
                self.upper += scale;
                self.last = scale;
                return true;
            }
            Piece::Plain(_) | Piece::Scale(_) => return false,
        }
        self.last = match piece {
            Piece::Plain(10) => self.lower % 100,
            Piece::Plain(value) | Piece::Scale(value) => value,
        };
        true
    }

    /// What may still follow must be less.
    fn room(&self) -> u64 {
        if self.lower == 0 { 1000 } else { 100 }
    }

    fn upper_room(&self) -> u64 {
        if self.upper == 0 { u64::MAX } else { 1_000_000 }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Plain(u64),
    Scale(u64),
}

fn worth(word: &str) -> Option<Piece> {
    let find =
        |table: &[(u64, &[&str])]| table.iter().find(|(_, words)| words.contains(&word)).map(|(value, _)| *value);
    find(&NUMBERS).map(Piece::Plain).or_else(|| find(&SCALES).map(Piece::Scale))
}
