//! The results as a picture: bars on a logarithmic scale that begin at the floor, and extend to the right for slower sides.

use std::fmt::Write;

use crate::measure::Column;
use crate::table::{Title, figure};
use crate::workload::Workload;
use crate::workload::mixed::Mix;
use crate::workloads::Work;

const WIDTH: f64 = 920.0;
/// The horizontal range of the bars.
const PLOT: (f64, f64) = (196.0, 872.0);
/// The values at the left and the right end of the scale.
const RANGE: (f64, f64) = (0.2, 130.0);
const TICKS: [f64; 9] = [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
/// The top of the first workload.
const TOP: f64 = 132.0;
/// The distance between bars, and the height of a bar.
const STEP: f64 = 12.0;
const BAR: f64 = 10.0;
/// The gap between two workloads.
const GAP: f64 = 18.0;
/// Togul's are shades of one colour. All can be distinguished by colour-blind readers.
const COLOURS: [&str; 7] = ["#00695c", "#4db6ac", "#5b8ff9", "#e3a008", "#3f3d9e", "#b565a7", "#d1495b"];

/// An SVG with its own background, for light and dark pages.
pub fn draw(titles: &[Title], columns: &[Column]) -> String {
    let group = STEP * titles.len() as f64 + GAP;
    let bottom = TOP + group * columns.len() as f64 - GAP / 2.0;
    let mut svg = head(bottom + 40.0);
    legend(&mut svg, titles);
    scale(&mut svg, bottom);
    for (at, column) in columns.iter().enumerate() {
        let top = TOP + group * at as f64;
        let middle = top + (group - GAP) / 2.0;
        text(&mut svg, (24.0, middle - 3.0), "class='b'", &column.workload.name());
        text(&mut svg, (24.0, middle + 13.0), "class='s'", &described(column.workload));
        if at > 0 {
            let y = top - GAP / 2.0;
            add(&mut svg, format!("<path d='M24 {y}H{}' stroke='#e3e6ea'/>", WIDTH - 24.0));
        }
        let bars = column.ratios.iter().zip(COLOURS).enumerate();
        for (place, (ratio, colour)) in bars {
            if let Some(ratio) = ratio {
                bar(&mut svg, top + STEP * place as f64, *ratio, colour);
            }
        }
    }
    svg + "</svg>\n"
}

fn head(height: f64) -> String {
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' \
         role='img' font-family='system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif' font-size='12' \
         fill='#1f2933'>\n"
    );
    add(
        &mut svg,
        "<title>What evaluating a flag costs in each evaluator, times the floor</title>".to_owned(),
    );
    add(
        &mut svg,
        "<style>.t{font-size:18px;font-weight:600}.b{font-weight:600}.s{fill:#5b6673}</style>".to_owned(),
    );
    add(&mut svg, "<rect width='100%' height='100%' rx='8' fill='#fff'/>".to_owned());
    text(&mut svg, (24.0, 34.0), "class='t'", "What evaluating a flag costs");
    let below = "Times the floor: hand-inlined code that does the same work. Logarithmic; shorter is faster.";
    text(&mut svg, (24.0, 54.0), "class='s'", below);
    svg
}

fn legend(svg: &mut String, titles: &[Title]) {
    for (place, (title, colour)) in titles.iter().zip(COLOURS).enumerate() {
        let (x, y) = (24.0 + 222.0 * (place % 4) as f64, 72.0 + 20.0 * (place / 4) as f64);
        add(svg, format!("<rect x='{x}' y='{y}' width='12' height='12' rx='2' fill='{colour}'/>"));
        text(svg, (x + 18.0, y + 10.5), "", &format!("{} {}", title.name, title.version()));
    }
}

fn scale(svg: &mut String, bottom: f64) {
    for tick in TICKS {
        let x = x_of(tick);
        let stroke = if tick == 1.0 { "#1f2933" } else { "#e3e6ea" };
        add(svg, format!("<path d='M{x:.1} {}V{bottom}' stroke='{stroke}'/>", TOP - GAP / 2.0));
        let label = if tick == 1.0 { "floor".to_owned() } else { tick.to_string() };
        for y in [TOP - GAP / 2.0 - 6.0, bottom + 18.0] {
            text(svg, (x, y), "class='s' text-anchor='middle'", &label);
        }
    }
}

/// A bar from the floor to its end, followed by the figure.
fn bar(svg: &mut String, y: f64, ratio: f64, colour: &str) {
    let (floor, end) = (x_of(1.0), x_of(ratio));
    let (left, width) = (floor.min(end), (end - floor).abs().max(1.0));
    add(svg, format!("<rect x='{left:.1}' y='{y}' width='{width:.1}' height='{BAR}' fill='{colour}'/>"));
    let (x, anchor) = if ratio < 1.0 { (end - 4.0, "end") } else { (end + 4.0, "start") };
    let attributes = format!("font-size='11' text-anchor='{anchor}'");
    text(svg, (x, y + BAR - 1.5), &attributes, &figure(ratio));
}

fn x_of(ratio: f64) -> f64 {
    let part = (ratio / RANGE.0).ln() / (RANGE.1 / RANGE.0).ln();
    PLOT.0 + part.clamp(0.0, 1.0) * (PLOT.1 - PLOT.0)
}

fn described(workload: Workload) -> String {
    let description = match workload {
        Workload::Steady(Work::Disabled) => "a disabled flag",
        Workload::Steady(Work::OneRule) => "one rule, which matches",
        Workload::Steady(Work::TenRules) => "ten rules, the last matches",
        Workload::Steady(Work::Rollout) => "a 25 % rollout",
        Workload::Steady(Work::Cycle) => "1,000 flags in turn",
        Workload::Steady(Work::All) => "1,000 flags at once",
        Workload::Mixed(Mix::OneRule(position)) => return format!("one rule, attribute {position} of 16"),
        Workload::Mixed(Mix::Lists) => "ten rules, half are lists",
        Workload::Mixed(Mix::Rollout) => "25 %, a new user per call",
        Workload::Mixed(Mix::Cycle) => "flags with lists, 63 users",
        Workload::Mixed(Mix::All) => "flags with lists at once",
    };
    description.to_owned()
}

fn text(svg: &mut String, (x, y): (f64, f64), attributes: &str, content: &str) {
    add(svg, format!("<text x='{x:.1}' y='{y:.1}' {attributes}>{content}</text>"));
}

fn add(svg: &mut String, element: String) {
    writeln!(svg, "{element}").expect("writing to a string cannot fail");
}
