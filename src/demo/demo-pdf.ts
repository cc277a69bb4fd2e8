const LINE = { size: 16, left: 56, top: 760, height: 30 };

/** A PDF of one page in A4 with these lines on it, in Latin letters without brackets. */
export function demoPdf(lines: string[]): Buffer {
  const text = lines.map((line) => `(${line}) Tj 0 -${LINE.height} Td`).join(" ");
  const drawing = `BT /F1 ${LINE.size} Tf ${LINE.left} ${LINE.top} Td ${text} ET`;
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ]);
}

/** A PDF file of these objects, each in its place from 1 on, with the table of where each begins (ISO 32000-1, 7.5). */
export function pdfOf(objects: string[]): Buffer {
  let file = "%PDF-1.4\n";
  let table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const [place, object] of objects.entries()) {
    table += `${String(file.length).padStart(10, "0")} 00000 n \n`;
    file += `${place + 1} 0 obj\n${object}\nendobj\n`;
  }
  const trailer = `trailer\n<< /Root 1 0 R /Size ${objects.length + 1} >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + table + trailer, "latin1");
}
