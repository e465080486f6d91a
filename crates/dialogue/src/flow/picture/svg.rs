//! The picture as SVG. Places are `layout-rs`'s; text stands upright, is centred and follows its own direction, so that
//! Arabic and English labels are read alike.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use layout::core::base::Orientation;
use layout::core::color::Color;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::Point;
use layout::core::style::{LineStyleKind, StyleAttr};
use layout::std_shapes::shapes::{Arrow, Element, LineEndKind, ShapeKind};
use layout::topo::layout::VisualGraph;
use wasl_model::Language;

use super::{Kind, Picture};

const FONT_PX: usize = 13;
const LABEL_PX: usize = 12;
/// A letter's width, and a line's height, in font sizes.
const LETTER: f64 = 0.56;
const LINE: f64 = 1.45;
const MARGIN: f64 = 24.0;
/// A label's lines are no longer, in letters.
const LABEL_LETTERS: usize = 26;

/// Draws it.
pub(super) fn draw(picture: &Picture) -> String {
    let mut graph = VisualGraph::new(Orientation::TopToBottom);
    // The start is added first, so that it is laid out at the top.
    let (first, others): (Vec<_>, Vec<_>) = picture.nodes.iter().partition(|node| node.name == picture.start);
    let mut places = BTreeMap::new();
    for node in first.into_iter().chain(others) {
        let text = node.lines.join("\n");
        let look = StyleAttr::new(Color::new(0x33_41_55_ff), 1, Some(fill(node.kind)), radius(node.kind), FONT_PX);
        let element = Element::create(ShapeKind::new_box(&text), look, Orientation::TopToBottom, size_of(&text));
        places.insert(node.name.as_str(), graph.add_node(element));
    }
    for edge in &picture.edges {
        let (Some(from), Some(to)) = (places.get(edge.from.as_str()), places.get(edge.to.as_str())) else { continue };
        let line = if edge.unchosen { LineStyleKind::Dashed } else { LineStyleKind::Normal };
        let look = StyleAttr::new(Color::new(0x64_74_8b_ff), 1, None, 0, LABEL_PX);
        let label = wrapped(&edge.label);
        graph.add_edge(
            Arrow::new(LineEndKind::None, LineEndKind::Arrow, line, &label, &look, &None, &None),
            *from,
            *to,
        );
    }
    let mut canvas = Canvas::new(picture.language);
    graph.do_it(false, false, false, &mut canvas);
    canvas.finish()
}

fn fill(kind: Kind) -> Color {
    Color::new(match kind {
        Kind::Say => 0xf8_fa_fc_ff,
        Kind::Ask => 0xdb_ea_fe_ff,
        Kind::Answer => 0xfe_f3_c7_ff,
        Kind::Hours => 0xed_e9_fe_ff,
        Kind::Person => 0xdc_fc_e7_ff,
        Kind::Finish => 0xe2_e8_f0_ff,
    })
}

const fn radius(kind: Kind) -> usize {
    match kind {
        Kind::Say | Kind::Answer | Kind::Hours => 2,
        Kind::Ask | Kind::Person => 10,
        Kind::Finish => 18,
    }
}

fn size_of(text: &str) -> Point {
    let letters = text.lines().map(|line| line.chars().count()).max().unwrap_or(1);
    let font = FONT_PX as f64;
    Point::new(letters as f64 * font * LETTER + MARGIN, text.lines().count() as f64 * font * LINE + MARGIN / 2.0)
}

fn wrapped(label: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in label.split(" | ") {
        match lines.last_mut() {
            Some(last) if last.chars().count() + part.chars().count() + 3 <= LABEL_LETTERS => {
                last.push_str(" | ");
                last.push_str(part);
            }
            Some(_) | None => lines.push(part.to_owned()),
        }
    }
    lines.join("\n")
}

struct Canvas {
    lines: String,
    boxes: String,
    texts: String,
    from: Point,
    to: Point,
    language: Language,
}

impl Canvas {
    fn new(language: Language) -> Self {
        let empty = String::new;
        let (from, to) = (Point::splat(f64::MAX), Point::splat(f64::MIN));
        Self { lines: empty(), boxes: empty(), texts: empty(), from, to, language }
    }

    fn grow(&mut self, point: Point) {
        self.from = Point::new(self.from.x.min(point.x), self.from.y.min(point.y));
        self.to = Point::new(self.to.x.max(point.x), self.to.y.max(point.y));
    }

    fn finish(self) -> String {
        let (x, y) = (self.from.x - MARGIN, self.from.y - MARGIN);
        let (width, height) = (self.to.x - x + MARGIN, self.to.y - y + MARGIN);
        let language = self.language.code();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{language}\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"{x:.1} {y:.1} {width:.1} {height:.1}\">\n\
             <defs><marker id=\"end\" markerWidth=\"9\" markerHeight=\"7\" refX=\"8\" refY=\"3.5\" \
             orient=\"auto-start-reverse\">\
             <path d=\"M0 0L9 3.5L0 7z\" fill=\"#64748b\"/></marker></defs>\n\
             <style>text {{ font-family: 'IBM Plex Sans Arabic', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif; \
             text-anchor: middle; dominant-baseline: central; fill: #0f172a; }}</style>\n\
             <rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"100%\" height=\"100%\" fill=\"white\"/>\n{}{}{}</svg>\n",
            self.lines, self.boxes, self.texts
        )
    }

    fn text(&mut self, at: Point, text: &str, font: f64, named: bool) {
        let lines: Vec<&str> = text.lines().collect();
        let top = at.y - font * LINE * (lines.len() as f64 - 1.0) / 2.0;
        for (n, line) in lines.iter().enumerate() {
            let y = top + font * LINE * n as f64;
            let name = if named && n == 0 { " font-weight=\"bold\"" } else { "" };
            let direction = if is_arabic(line) { "rtl" } else { "ltr" };
            let line = escaped(line);
            // Writing to a string cannot fail.
            let _ = writeln!(
                self.texts,
                "<text x=\"{:.1}\" y=\"{y:.1}\" font-size=\"{font}\" direction=\"{direction}\"{name}>{line}</text>",
                at.x
            );
        }
    }
}

fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl RenderBackend for Canvas {
    fn draw_rect(&mut self, xy: Point, size: Point, look: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {
        self.grow(xy);
        self.grow(Point::new(xy.x + size.x, xy.y + size.y));
        let fill = look.fill_color.unwrap_or_else(Color::transparent).to_web_color();
        let _ = writeln!(
            self.boxes,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{}\" fill=\"{fill}\" stroke=\"{}\"/>",
            xy.x,
            xy.y,
            size.x,
            size.y,
            look.rounded,
            look.line_color.to_web_color()
        );
    }

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_text(&mut self, xy: Point, text: &str, look: &StyleAttr) {
        // Labels of ways come in other sizes, as the layout splits long ways.
        let of_state = look.font_size == FONT_PX;
        let font = if of_state { FONT_PX } else { LABEL_PX } as f64;
        if !of_state {
            // A label stands on its line: a white ground keeps it legible.
            let size = size_of(text);
            let (width, height) = (size.x - MARGIN * 0.75, size.y - MARGIN / 3.0);
            let _ = writeln!(
                self.boxes,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"white\" fill-opacity=\"0.9\"/>",
                xy.x - width / 2.0,
                xy.y - height / 2.0
            );
            self.grow(Point::new(xy.x - width / 2.0, xy.y));
            self.grow(Point::new(xy.x + width / 2.0, xy.y));
        }
        self.text(xy, text, font, of_state);
    }

    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        dashed: bool,
        head: (bool, bool),
        look: &StyleAttr,
        _: Option<String>,
        _: &str,
    ) {
        let [(start, leave), (end, arrive), rest @ ..] = path else { return };
        for point in path {
            self.grow(point.0);
        }
        let mut curve = format!(
            "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            start.x, start.y, leave.x, leave.y, end.x, end.y, arrive.x, arrive.y
        );
        for (control, point) in rest {
            let _ = write!(curve, "S{:.1} {:.1} {:.1} {:.1}", control.x, control.y, point.x, point.y);
        }
        let dash = if dashed { " stroke-dasharray=\"5 4\"" } else { "" };
        // Ways back up are laid out from their end.
        let end = match head {
            (true, _) => " marker-start=\"url(#end)\"",
            (false, true) => " marker-end=\"url(#end)\"",
            (false, false) => "",
        };
        let color = look.line_color.to_web_color();
        let _ = writeln!(
            self.lines,
            "<path d=\"{curve}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.2\"{dash}{end}/>"
        );
    }

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}
