//! Text to expression. Recursive descent over words; every error says where, counted in characters from 1.

use wasl_model::{Language, Mood};

use super::{Node, Relation, Subject, Test, Value};

/// Parentheses and `not` may be nested this deep.
const DEEPEST: usize = 32;

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {wrong}")]
pub struct ExpressionError {
    /// Counted in characters, the first is 1.
    pub at: usize,
    /// What is wrong and what could stand there.
    pub wrong: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Relation(Relation),
    Open,
    Close,
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    /// One after the last character.
    end: usize,
    depth: usize,
}

pub(super) fn parse(text: &str) -> Result<Node, ExpressionError> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, end: text.chars().count() + 1, depth: 0 };
    let node = parser.any()?;
    match parser.tokens.get(parser.next) {
        None => Ok(node),
        Some(_) => Err(parser.error("expected 'and', 'or' or the end")),
    }
}

impl Parser {
    fn any(&mut self) -> Result<Node, ExpressionError> {
        let mut nodes = vec![self.all()?];
        while self.takes_word("or") {
            nodes.push(self.all()?);
        }
        Ok(joined(nodes, Node::Any))
    }

    fn all(&mut self) -> Result<Node, ExpressionError> {
        let mut nodes = vec![self.one()?];
        while self.takes_word("and") {
            nodes.push(self.one()?);
        }
        Ok(joined(nodes, Node::All))
    }

    fn one(&mut self) -> Result<Node, ExpressionError> {
        if self.depth >= DEEPEST {
            return Err(self.error("nested too deep"));
        }
        self.depth += 1;
        let node = if self.takes_word("not") {
            Node::Not(Box::new(self.one()?))
        } else if self.takes(&Token::Open) {
            let node = self.any()?;
            if !self.takes(&Token::Close) {
                return Err(self.error("expected ')'"));
            }
            node
        } else {
            Node::Test(self.test()?)
        };
        self.depth -= 1;
        Ok(node)
    }

    fn test(&mut self) -> Result<Test, ExpressionError> {
        let subject = self.subject()?;
        let is_attribute = matches!(subject, Subject::Attribute(_));
        let Some((at, Token::Relation(relation))) = self.tokens.get(self.next).cloned() else {
            let (relation, least) = if is_attribute { (Relation::Has, 0) } else { (Relation::AtLeast, 1) };
            return Ok(Test { subject, relation, value: Value::Number(least) });
        };
        self.next += 1;
        let value = self.value()?;
        match &value {
            Value::Text(text) if !is_attribute => {
                Err(self.before(format!("'{text}' is no level: {subject} compares with a number")))
            }
            Value::Text(_) if !matches!(relation, Relation::Equal | Relation::Unequal) => {
                Err(ExpressionError { at, wrong: "text compares with '=' and '!=' only".to_owned() })
            }
            Value::Text(_) | Value::Number(_) => Ok(Test { subject, relation, value }),
        }
    }

    fn subject(&mut self) -> Result<Subject, ExpressionError> {
        const WANTED: &str = "expected skill.NAME, language.CODE, mood.NAME, attribute.NAME, 'not' or '('";
        let Some((_, Token::Word(word))) = self.tokens.get(self.next).cloned() else {
            return Err(self.error(WANTED));
        };
        let (kind, name) = match word.split_once('.') {
            Some((kind, name)) if !name.is_empty() => (kind, name),
            Some(_) | None => return Err(self.error(WANTED)),
        };
        let subject = match kind {
            "skill" => Some(Subject::Skill(name.into())),
            "language" => Language::from_code(name).map(Subject::Language),
            "mood" => Mood::ALL.into_iter().find(|mood| mood.name() == name).map(Subject::Mood),
            "attribute" => Some(Subject::Attribute(name.to_owned())),
            _ => return Err(self.error(WANTED)),
        };
        let known = || match kind {
            "language" => Language::ALL.map(Language::code).join(", "),
            _ => Mood::ALL.map(Mood::name).join(", "),
        };
        let subject =
            subject.ok_or_else(|| self.error(&format!("no {kind} is called '{name}': there are {}", known())))?;
        self.next += 1;
        Ok(subject)
    }

    fn value(&mut self) -> Result<Value, ExpressionError> {
        let value = match self.tokens.get(self.next) {
            Some((_, Token::Word(word))) => word.parse().map_or_else(|_| Value::Text(word.clone()), Value::Number),
            Some((_, Token::Text(text))) => Value::Text(text.clone()),
            Some((_, Token::Relation(_) | Token::Open | Token::Close)) | None => {
                return Err(self.error("expected a number, a word or \"text\""));
            }
        };
        self.next += 1;
        Ok(value)
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is_next = matches!(self.tokens.get(self.next), Some((_, Token::Word(next))) if next == word);
        self.next += usize::from(is_next);
        is_next
    }

    fn takes(&mut self, token: &Token) -> bool {
        let is_next = self.tokens.get(self.next).is_some_and(|(_, next)| next == token);
        self.next += usize::from(is_next);
        is_next
    }

    /// About the token that comes next.
    fn error(&self, wrong: &str) -> ExpressionError {
        let at = self.tokens.get(self.next).map_or(self.end, |(at, _)| *at);
        ExpressionError { at, wrong: wrong.to_owned() }
    }

    /// About the token just taken.
    fn before(&self, wrong: String) -> ExpressionError {
        let at = self.next.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(self.end, |(at, _)| *at);
        ExpressionError { at, wrong }
    }
}

fn joined(mut nodes: Vec<Node>, join: impl Fn(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        last => {
            nodes.extend(last);
            join(nodes)
        }
    }
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut rest = (1..).zip(text.chars()).peekable();
    while let Some((at, c)) = rest.next() {
        let mut followed_by_equals = || rest.next_if(|(_, next)| *next == '=').is_some();
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            '=' => Token::Relation(Relation::Equal),
            '<' => Token::Relation(if followed_by_equals() { Relation::AtMost } else { Relation::Less }),
            '>' => Token::Relation(if followed_by_equals() { Relation::AtLeast } else { Relation::More }),
            '!' if followed_by_equals() => Token::Relation(Relation::Unequal),
            '"' => {
                let mut quoted = String::new();
                loop {
                    match rest.next() {
                        Some((_, '"')) => break Token::Text(quoted),
                        Some((_, c)) => quoted.push(c),
                        None => return Err(ExpressionError { at, wrong: "the text is not closed by '\"'".to_owned() }),
                    }
                }
            }
            c if in_word(c) => {
                let mut word = String::from(c);
                while let Some((_, c)) = rest.next_if(|(_, c)| in_word(*c)) {
                    word.push(c);
                }
                Token::Word(word)
            }
            c => return Err(ExpressionError { at, wrong: format!("'{c}' means nothing here") }),
        };
        tokens.push((at, token));
    }
    Ok(tokens)
}

/// Letters of any script, digits, and what names are joined with.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use crate::Expression;

    #[test]
    fn an_expression_is_written_as_it_is_read() {
        for text in [
            "skill.cards >= 3",
            "language.en >= 2 and not attribute.site = \"riyadh\"",
            "skill.cards >= 1 and (mood.angry > 3 or attribute.team != \"الرياض\" or attribute.remote)",
            "not (skill.a < 2 and attribute.floor = 3)",
        ] {
            assert_eq!(text.parse::<Expression>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let error = |text: &str| text.parse::<Expression>().unwrap_err().to_string();
        for (text, wanted) in [
            ("", "at character 1: expected skill.NAME"),
            ("skill.cards >=", "at character 15: expected a number"),
            ("skill.cards >= many", "at character 16: 'many' is no level: skill.cards compares with a number"),
            ("(skill.a or skill.b", "at character 20: expected ')'"),
            ("skill.a skill.b", "at character 9: expected 'and', 'or' or the end"),
            ("language.fr", "at character 1: no language is called 'fr': there are ar, en"),
            ("attribute.site > \"x\"", "at character 16: text compares with '=' and '!=' only"),
            ("attribute.site = \"x", "at character 18: the text is not closed"),
            ("skill.a & skill.b", "at character 9: '&' means nothing here"),
            ("مهارة.بطاقات", "at character 1: expected skill.NAME"),
        ] {
            assert!(error(text).starts_with(wanted), "{text}: {}", error(text));
        }
        assert!(error(&"(".repeat(10_000)).contains("nested too deep"));
    }
}
