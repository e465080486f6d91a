//! The report's plots, as SVG.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use wasl_routing::simulator::Tally;

const WIDE: u32 = 760;
const COLOURS: [RGBColor; 6] = [
    RGBColor(120, 120, 120),
    RGBColor(42, 111, 151),
    RGBColor(209, 73, 91),
    RGBColor(237, 174, 73),
    RGBColor(102, 161, 130),
    RGBColor(46, 64, 87),
];

/// A value with its standard error, under a name.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) error: f64,
}

/// Values side by side on one axis, with two standard errors either way.
pub(super) fn whiskers(title: &str, bars: &[Bar]) -> Result<String> {
    let low = bars.iter().map(|bar| bar.value - 2.0 * bar.error).fold(0.0, f64::min);
    let high = bars.iter().map(|bar| bar.value + 2.0 * bar.error).fold(0.1, f64::max);
    let margin = (high - low) * 0.06;
    let mut svg = String::new();
    {
        let tall = 70 + 24 * u32::try_from(bars.len()).unwrap_or(40);
        let root = SVGBackend::with_string(&mut svg, (WIDE, tall)).into_drawing_area();
        let mut chart = ChartBuilder::on(&root)
            .caption(title, ("sans-serif", 15))
            .margin(10)
            .margin_right(30)
            .x_label_area_size(24)
            .y_label_area_size(170)
            .build_cartesian_2d(low - margin..high + margin, 0.0..bars.len() as f64)
            .map_err(drawn)?;
        let name =
            |at: &f64| bars.len().checked_sub(1 + *at as usize).and_then(|n| bars.get(n)).map(|bar| bar.name.clone());
        chart.configure_mesh().disable_y_mesh().y_labels(0).x_label_style(("sans-serif", 12)).draw().map_err(drawn)?;
        chart.draw_series([PathElement::new(vec![(0.0, 0.0), (0.0, bars.len() as f64)], BLACK)]).map_err(drawn)?;
        for n in 0..bars.len() {
            let at = n as f64 + 0.5;
            let Some(bar) = bars.len().checked_sub(1 + n).and_then(|n| bars.get(n)) else { continue };
            let (from, to) = (bar.value - 2.0 * bar.error, bar.value + 2.0 * bar.error);
            chart.draw_series([PathElement::new(vec![(from, at), (to, at)], COLOURS[1])]).map_err(drawn)?;
            chart.draw_series([Circle::new((bar.value, at), 4, COLOURS[2].filled())]).map_err(drawn)?;
            let style = ("sans-serif", 12).into_text_style(&root);
            let left = chart.plotting_area().map_coordinate(&(low - margin, at));
            root.draw(&Text::new(name(&(n as f64)).unwrap_or_default(), (12, left.1 - 6), style)).map_err(drawn)?;
        }
        root.present().map_err(drawn)?;
    }
    Ok(svg)
}

/// The share of callers who waited longer than each time, a line per name.
pub(super) fn waits(title: &str, lines: &[(String, Vec<f32>)]) -> Result<String> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDE, 320)).into_drawing_area();
        let mut chart = ChartBuilder::on(&root)
            .caption(title, ("sans-serif", 15))
            .margin(10)
            .x_label_area_size(34)
            .y_label_area_size(48)
            .build_cartesian_2d(0.0..120.0, 0.0..longest_share(lines))
            .map_err(drawn)?;
        chart.configure_mesh().x_desc("s").y_desc("%").light_line_style(WHITE).draw().map_err(drawn)?;
        for (n, (name, waits)) in lines.iter().enumerate() {
            let colour = COLOURS[n % COLOURS.len()];
            let points = (0..=120).map(|s| (f64::from(s), longer_than(waits, s as f32)));
            chart
                .draw_series(LineSeries::new(points, colour.stroke_width(2)))
                .map_err(drawn)?
                .label(name.clone())
                .legend(move |(x, y)| PathElement::new(vec![(x, y), (x + 18, y)], colour.stroke_width(2)));
        }
        chart.configure_series_labels().border_style(BLACK).background_style(WHITE).draw().map_err(drawn)?;
        root.present().map_err(drawn)?;
    }
    Ok(svg)
}

/// Waits of all days, in one mood.
pub(super) fn waits_of(days: &[Tally], mood: wasl_model::Mood) -> Vec<f32> {
    days.iter().flat_map(|day| day.waits[mood as usize].iter().copied()).collect()
}

fn longest_share(lines: &[(String, Vec<f32>)]) -> f64 {
    lines.iter().map(|(_, waits)| longer_than(waits, 0.0)).fold(1.0, f64::max) * 1.05
}

fn longer_than(waits: &[f32], s: f32) -> f64 {
    100.0 * waits.iter().filter(|wait| **wait > s).count() as f64 / waits.len().max(1) as f64
}

fn drawn(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("a plot could not be drawn: {error}")
}
