//! The reliability diagram: as bars of text, and as a picture.

use std::fmt::Write;

use super::figures::Figures;

const BAR: usize = 40;

/// A line per step: what was said, what was so, and how often.
pub(super) fn bars(figures: &Figures) -> Vec<String> {
    figures
        .reliability
        .iter()
        .map(|bin| {
            let so = (bin.so * BAR as f64).round() as usize;
            let said = ((bin.said * BAR as f64).round() as usize).min(BAR - 1);
            let bar: String = (0..BAR)
                .map(|at| {
                    if at == said {
                        '|'
                    } else if at < so {
                        '#'
                    } else {
                        '.'
                    }
                })
                .collect();
            format!("  {:3.0} % said  {bar}  {:3.0} % so  {:5}", bin.said * 100.0, bin.so * 100.0, bin.count)
        })
        .collect()
}

const SIDE: f64 = 240.0;
const EDGE: f64 = 44.0;

/// A picture per set of figures, side by side.
pub(super) fn svg(all: &[Figures]) -> String {
    let width = all.len() as f64 * (SIDE + EDGE) + EDGE;
    let height = SIDE + 2.0 * EDGE;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
         font-size=\"11\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    for (n, figures) in all.iter().enumerate() {
        panel(&mut out, figures, EDGE + n as f64 * (SIDE + EDGE));
    }
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, figures: &Figures, left: f64) {
    let (x, y) = (|p: f64| left + p * SIDE, |p: f64| EDGE + (1.0 - p) * SIDE);
    let most = figures.reliability.iter().map(|bin| bin.count).max().unwrap_or(1) as f64;
    for bin in &figures.reliability {
        let wide = (bin.to - bin.from) * SIDE - 2.0;
        let tall = bin.so * SIDE;
        let shade = 0.25 + 0.75 * bin.count as f64 / most;
        line(
            out,
            &format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{tall:.1}\" fill=\"#2a6f97\" fill-opacity=\"{shade:.2}\">\
             <title>{} sounds, said {:.2}, so {:.2}</title></rect>",
                x(bin.from) + 1.0,
                y(bin.so),
                bin.count,
                bin.said,
                bin.so
            ),
        );
        line(out, &format!("<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"#d1495b\"/>", x(bin.said), y(bin.so)));
    }
    line(
        out,
        &format!(
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"black\" stroke-dasharray=\"4 3\"/>",
            x(0.0),
            y(0.0),
            x(1.0),
            y(1.0)
        ),
    );
    line(
        out,
        &format!(
            "<rect x=\"{left:.1}\" y=\"{EDGE:.1}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"#888\"/>"
        ),
    );
    let title = format!("{} on {}", figures.question, escaped(&figures.on));
    line(out, &format!("<text x=\"{left:.1}\" y=\"{:.1}\">{title}</text>", EDGE - 10.0));
    for step in [0.0, 0.5, 1.0] {
        line(
            out,
            &format!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{step}</text>", x(step), y(0.0) + 14.0),
        );
        line(
            out,
            &format!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{step}</text>", left - 4.0, y(step) + 4.0),
        );
    }
    line(out, &format!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">said</text>", x(0.5), y(0.0) + 28.0));
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes everything");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use wasl_mood::metrics::{Judged, reliability};

    use super::*;

    fn figures(on: &str) -> Figures {
        let judged: Vec<Judged> = (0..100).map(|n| Judged { said: f64::from(n) / 100.0, is: n % 3 == 0 }).collect();
        Figures {
            question: "arousal",
            on: on.to_owned(),
            sounds: 100,
            speakers: 1,
            auc: None,
            uar: None,
            ece: None,
            reliability: reliability(&judged, 10),
        }
    }

    #[test]
    fn bars_show_what_was_said_and_what_was_so() {
        let bars = bars(&figures("all"));
        assert_eq!(bars.len(), 10);
        assert!(bars.iter().all(|bar| bar.matches('|').count() == 1), "{bars:?}");
        assert!(bars[0].contains("40 % so"), "{bars:?}");
    }

    #[test]
    fn the_picture_is_whole_and_names_are_no_markup() {
        let svg = svg(&[figures("a<b"), figures("two")]);
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("<circle").count(), 20);
        assert!(svg.contains("arousal on a&lt;b"), "{svg}");
    }
}
