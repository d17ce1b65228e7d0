//! The lines of an annotation file, each by itself.

/// What a line says.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'l> {
    /// A marked span, perhaps in pieces.
    Text {
        id: &'l str,
        label: &'l str,
        pieces: Vec<[usize; 2]>,
        /// The words that stand there.
        words: Option<&'l str>,
    },
    /// Spans that belong together, by their roles, the trigger first.
    Event {
        id: &'l str,
        roles: Vec<(&'l str, &'l str)>,
    },
    /// A note on something.
    Note {
        kind: &'l str,
        target: &'l str,
        text: &'l str,
    },
    /// An attribute, a relation, an equivalence, a link to a knowledge base.
    Other,
}

/// Reads a line.
///
/// # Errors
/// Says what is wrong with it.
pub(super) fn line(line: &str) -> Result<Line<'_>, String> {
    let mut fields = line.splitn(3, '\t');
    let id = fields.next().unwrap_or_default().trim();
    let what = fields.next();
    match line.chars().next() {
        Some('T') => {
            let what = what.ok_or("a span needs a label and offsets after a tab")?;
            text(id, what, fields.next())
        }
        Some('E') => event(id, what.ok_or("an event needs its roles after a tab")?),
        Some('#') => {
            let what = what.unwrap_or_default();
            let (kind, target) = what.trim().split_once(' ').unwrap_or((what, ""));
            Ok(Line::Note {
                kind,
                target: target.trim(),
                text: fields.next().unwrap_or_default(),
            })
        }
        Some('A' | 'M' | 'R' | 'N' | '*') => Ok(Line::Other),
        _ => Err("the line begins with none of brat's letters (T, E, #, A, M, R, N, *)".to_owned()),
    }
}

fn text<'l>(id: &'l str, what: &'l str, words: Option<&'l str>) -> Result<Line<'l>, String> {
    let wrong = || format!("“{what}” is no label with offsets, such as Content 4 9;15 30");
    let (label, offsets) = what.trim().split_once(' ').ok_or_else(wrong)?;
    let mut pieces = Vec::new();
    for piece in offsets.split(';') {
        let (start, end) = piece.trim().split_once(' ').ok_or_else(wrong)?;
        let number = |digits: &str| digits.trim().parse().map_err(|_| wrong());
        pieces.push([number(start)?, number(end)?]);
    }
    Ok(Line::Text {
        id,
        label,
        pieces,
        words,
    })
}

fn event<'l>(id: &'l str, what: &'l str) -> Result<Line<'l>, String> {
    let mut roles = Vec::new();
    for pair in what.split_whitespace() {
        let named = pair
            .split_once(':')
            .filter(|(a, b)| !a.is_empty() && !b.is_empty());
        roles
            .push(named.ok_or_else(|| format!("“{pair}” is no role with a span, such as Cue:T2"))?);
    }
    if roles.is_empty() {
        return Err("an event needs its roles after a tab".to_owned());
    }
    Ok(Line::Event { id, roles })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_in_pieces_and_repeated_roles() {
        assert_eq!(
            line("T2\tContent 4 9;15 30\tsome words"),
            Ok(Line::Text {
                id: "T2",
                label: "Content",
                pieces: vec![[4, 9], [15, 30]],
                words: Some("some words")
            })
        );
        assert_eq!(
            line("E1\tAttribution:T4 Content:T3 Content2:T7 "),
            Ok(Line::Event {
                id: "E1",
                roles: vec![("Attribution", "T4"), ("Content", "T3"), ("Content2", "T7")]
            })
        );
        assert_eq!(line("R1\tCoref Arg1:T1 Arg2:T2"), Ok(Line::Other));
    }

    #[test]
    fn broken_lines_tell_why() {
        let wrong = |text| line(text).expect_err("broken");
        assert!(wrong("T1\tContent 4\tx").contains("“Content 4” is no label with offsets"));
        assert!(wrong("T1\tContent 4 x\tx").contains("is no label with offsets"));
        assert!(wrong("T1\tContent -4 99999999999999999999").contains("no label"));
        assert!(wrong("T1 Content 4 9").contains("after a tab"));
        assert!(wrong("E1\tAttribution:T4 Content:").contains("“Content:” is no role"));
        assert!(wrong("E1\t").contains("needs its roles"));
        assert!(wrong("lost words").contains("none of brat's letters"));
    }
}
