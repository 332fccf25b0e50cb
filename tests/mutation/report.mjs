// Prints the reports of tests/mutate: detected mutants by folder, and each undetected mutant.
//
//   node tests/mutation/report.mjs REPORT…          a mutant counts as detected if any report detects it
//   node tests/mutation/report.mjs --spans REPORT   the places of the undetected mutants, to test them again

import { readFileSync } from "node:fs";

const wantsSpans = process.argv[2] === "--spans";
const reports = process.argv.slice(wantsSpans ? 3 : 2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const isNoticed = { Killed: true, Timeout: true, Survived: false, NoCoverage: false };

/** Mutants by where they are and what they change. */
const mutants = new Map();
for (const { files } of reports) {
  for (const [path, { source, mutants: found }] of Object.entries(files)) {
    const file = path.split("/functions/").at(-1);
    for (const { status, location, mutatorName, replacement } of found) {
      if (status in isNoticed) {
        const { start, end } = location;
        const key = [file, start.line, start.column, end.line, end.column, mutatorName, replacement].join("|");
        const detected = isNoticed[status] || (mutants.get(key)?.detected ?? false);
        mutants.set(key, { file, source, start, end, mutatorName, replacement, detected });
      }
    }
  }
}

const missed = [...mutants.values()].filter((mutant) => !mutant.detected);
if (wantsSpans) {
  const spans = missed.map(({ file, source, start, end }) => {
    const lines = source.split("\n");
    const offset = ({ line, column }) =>
      lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    return `${file.split("/").slice(1).join("/")}{${offset(start)}..${offset(end)}}`;
  });
  for (const span of new Set(spans)) console.log(span);
} else {
  const all = [...mutants.values()];
  const folderOf = ({ file }) => file.split("/").slice(0, -1).join("/");
  const score = (name, of) => {
    const detected = of.filter((mutant) => mutant.detected).length;
    console.log(`${name}: ${detected} of ${of.length} detected, ${((100 * detected) / of.length).toFixed(1)} %`);
  };
  for (const folder of [...new Set(all.map(folderOf))].sort()) {
    score(folder, all.filter((mutant) => folderOf(mutant) === folder));
  }
  score("all", all);
  for (const { file, source, start, mutatorName, replacement } of missed) {
    const oneLine = (text) => text.replace(/\s+/g, " ").trim().slice(0, 90);
    console.log(`${file}:${start.line} ${mutatorName}: ${oneLine(replacement)} — ${oneLine(source.split("\n")[start.line - 1])}`);
  }
}
