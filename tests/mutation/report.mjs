// Reads the reports of tests/mutate: what was noticed by folder, and what was not, one by one.
//
//   node tests/mutation/report.mjs REPORT…          what one report notices is noticed
//   node tests/mutation/report.mjs --spans REPORT   where the mutants are that nothing noticed, to try them again

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
        const noticed = isNoticed[status] || (mutants.get(key)?.noticed ?? false);
        mutants.set(key, { file, source, start, end, mutatorName, replacement, noticed });
      }
    }
  }
}

const missed = [...mutants.values()].filter((mutant) => !mutant.noticed);
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
    const noticed = of.filter((mutant) => mutant.noticed).length;
    console.log(`${name}: ${noticed} of ${of.length} noticed, ${((100 * noticed) / of.length).toFixed(1)} %`);
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
