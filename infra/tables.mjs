// Copies every table of a storage account into files, and restores them into an empty account.
//
//   node infra/tables.mjs copy    ENDPOINT FOLDER
//   node infra/tables.mjs restore ENDPOINT FOLDER [--resume]
//
// ENDPOINT is a table endpoint. The environment variable TABLES_TOKEN holds an Entra token for https://storage.azure.com,
// unless the endpoint contains a shared access signature (the emulator in tests). RUNBOOK.md says what a copy guarantees.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const [command, endpoint, folder, option] = process.argv.slice(2);
const ledger = "Ledger";
// The maximum number of times that a partition is read if it is written to in the meantime.
const tries = 5;
// The maximum difference between clocks of the service, in milliseconds.
const skew = 10_000;
const inFlight = 32;

async function ask(method, path, query = {}, body) {
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${path}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = {
    "x-ms-version": "2020-12-06",
    "x-ms-date": new Date().toUTCString(),
    DataServiceVersion: "3.0;NetFx",
    // Full metadata includes the types of properties, which a restore needs.
    Accept: "application/json;odata=fullmetadata",
  };
  if (process.env.TABLES_TOKEN) headers.Authorization = `Bearer ${process.env.TABLES_TOKEN}`;
  if (body) Object.assign(headers, { "Content-Type": "application/json", Prefer: "return-no-content" });
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    if (answer.ok || answer.status === 409) return answer;
    const said = await answer.text();
    if (attempt === 6 || (answer.status < 500 && answer.status !== 429)) {
      throw new Error(`${method} ${path}: ${answer.status} ${said}`);
    }
    await new Promise((done) => setTimeout(done, 250 * 2 ** attempt));
  }
}

async function tableNames() {
  const names = [];
  for (let next; next !== null; ) {
    const answer = await ask("GET", "Tables", next ? { NextTableName: next } : {});
    names.push(...(await answer.json()).value.map((table) => table.TableName));
    next = answer.headers.get("x-ms-continuation-nexttablename");
  }
  return names;
}

async function* pages(table, filter) {
  let next = {};
  while (next) {
    const answer = await ask("GET", `${table}()`, filter ? { ...next, $filter: filter } : next);
    yield { at: new Date(answer.headers.get("date")), rows: (await answer.json()).value };
    const partition = answer.headers.get("x-ms-continuation-nextpartitionkey");
    const row = answer.headers.get("x-ms-continuation-nextrowkey");
    next = partition && { NextPartitionKey: partition, ...(row && { NextRowKey: row }) };
  }
}

const isPartition = (key) => `PartitionKey eq '${key.replaceAll("'", "''")}'`;

async function settle(table, key, rows, since) {
  for (let attempt = 1; ; attempt++) {
    const from = new Date(since - skew).toISOString();
    const changed = [];
    for await (const page of pages(table, `${isPartition(key)} and Timestamp ge datetime'${from}'`)) {
      changed.push(...page.rows);
    }
    // Every commit writes a row, even one that deletes others. If no row was written since, nothing was missed.
    if (changed.length === 0) return { rows, settled: true };
    if (attempt === tries) return { rows, settled: false };
    // Waits longer than the clocks can differ before it looks again.
    await new Promise((done) => setTimeout(done, skew + 1000));
    rows = [];
    since = undefined;
    for await (const page of pages(table, isPartition(key))) {
      since ??= page.at;
      rows.push(...page.rows);
    }
    since ??= new Date();
  }
}

async function copyTable(table, settles) {
  const all = new Map();
  const unsettled = [];
  let open = null;
  const keep = (rows) => {
    for (const row of rows) all.set(JSON.stringify([row.PartitionKey, row.RowKey]), stored(row));
  };
  const close = async () => {
    if (!open) return;
    const whole = settles ? await settle(table, open.key, open.rows, open.since) : { rows: open.rows, settled: true };
    if (!whole.settled) unsettled.push(open.key);
    keep(whole.rows);
  };
  for await (const page of pages(table)) {
    for (const row of page.rows) {
      if (open?.key !== row.PartitionKey) {
        await close();
        open = { key: row.PartitionKey, rows: [], since: page.at };
      }
      open.rows.push(row);
    }
  }
  await close();
  return { all, unsettled };
}

// Removes metadata of the service, which is not part of the row.
const stored = (row) =>
  Object.fromEntries(
    Object.entries(row).filter(([name]) => !name.startsWith("odata.") && !/^Timestamp(@odata\.type)?$/.test(name)),
  );

async function copy() {
  mkdirSync(folder, { recursive: true });
  const startedAt = new Date().toISOString();
  const names = await tableNames();
  const others = names.filter((name) => name !== ledger);
  // The other tables hold due entries. A missing entry would be an error, an extra one is harmless. So these tables are copied
  // before and after the ledger, and both copies are kept.
  const before = new Map();
  for (const name of others) before.set(name, (await copyTable(name, false)).all);
  const manifest = { startedAt, tables: {} };
  for (const name of names.includes(ledger) ? [ledger, ...others] : others) {
    const { all, unsettled } = await copyTable(name, name === ledger);
    for (const [key, row] of before.get(name) ?? []) if (!all.has(key)) all.set(key, row);
    const lines = gzipSync([...all.values()].map((row) => `${JSON.stringify(row)}\n`).join(""));
    writeFileSync(join(folder, `${name}.ndjson.gz`), lines);
    manifest.tables[name] = { rows: all.size, sha256: digest(lines), unsettled };
    console.log(`${name}: ${all.size} rows, ${unsettled.length} partitions unsettled`);
  }
  manifest.endedAt = new Date().toISOString();
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function restore() {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const files = Object.entries(manifest.tables).map(([name, { sha256 }]) => {
    const lines = readFileSync(join(folder, `${name}.ndjson.gz`));
    if (digest(lines) !== sha256) throw new Error(`${name}.ndjson.gz is not the file that was written`);
    return [name, gunzipSync(lines).toString("utf8").split("\n").filter(Boolean)];
  });
  // Checks all tables before writing to any.
  for (const name of await tableNames()) {
    if (option === "--resume" || !(name in manifest.tables)) continue;
    for await (const page of pages(name)) {
      if (page.rows.length > 0) throw new Error(`table ${name} is not empty; --resume continues a restore`);
    }
  }
  for (const [name, rows] of files) {
    await ask("POST", "Tables", {}, { TableName: name });
    let next = 0;
    const work = async () => {
      while (next < rows.length) await ask("POST", name, {}, JSON.parse(rows[next++]));
    };
    await Promise.all(Array.from({ length: inFlight }, work));
    console.log(`${name}: ${rows.length} rows`);
    const { unsettled } = manifest.tables[name];
    if (unsettled.length > 0) console.log(`${name}: check the journals of ${unsettled.join(", ")}`);
  }
}

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

const commands = { copy, restore };
if (!commands[command] || !endpoint || !folder) {
  console.error("Usage: node infra/tables.mjs copy|restore ENDPOINT FOLDER [--resume]");
  process.exit(2);
}
try {
  await commands[command]();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
