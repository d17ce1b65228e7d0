use std::io::Write;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let tok = whosaid::model::wordpieces::Tokenizer::load("models/tokenizer.json".as_ref()).unwrap();
    let shape = whosaid::model::windows::WindowShape{length:382, overlap:94, slack:32};
    let gold = whosaid::gold::read_gold(a[1].as_ref()).unwrap();
    let silver = if a[2]=="-" {None} else {Some(whosaid::training::read_silver(a[2].as_ref()).unwrap())};
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let (mut bad, mut n) = (0,0);
    for g in &gold {
        let st = whosaid::text::stretches(&g.text);
        for q in &g.quotations { n+=1; let k = whosaid::text::QuotationType::of(&g.text,&q.content,&st); if k!=q.kind {bad+=1; if bad<8 {eprintln!("{} {:?} {:?}: {}", g.id, q.kind,k, whosaid::text::join(&g.text,&q.content));}} }
        for e in whosaid::training::examples(g, silver.as_ref().and_then(|s| s.get(&g.id)).map(|v| v.as_slice()), a[3]=="partial", &tok, shape).unwrap() {
            serde_json::to_writer(&mut out,&e).unwrap(); out.write_all(b"\n").unwrap();
        }
    }
    eprintln!("types differ: {bad} of {n}");
}
