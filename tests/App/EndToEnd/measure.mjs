// Measures the throughput of a host with the official Service Bus SDK, and prints one JSON line for each figure. Usage:
// node measure.mjs CONNECTION_STRING FILE. Each line of the file is an event, sent to measure throughput; `rate` sends
// generated events, a hundred a second.
import { readFileSync } from "node:fs";
import { ServiceBusClient } from "@azure/service-bus";

const [connectionString, file] = process.argv.slice(2);
const bodies = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => Buffer.from(line));
const queue = "usage-events";
const say = (figure) => console.log(JSON.stringify(figure));
const perSecond = (count, from) => Math.round((count * 1000) / (performance.now() - from));

const client = new ServiceBusClient(connectionString);
const sender = client.createSender(queue);
let next = 0;
const message = () => ({ body: bodies[next++], contentType: "application/json" });
await sender.sendMessages(message());

const singles = 500;
let from = performance.now();
for (let i = 0; i < singles; i++) await sender.sendMessages(message());
say({ singles: perSecond(singles, from) });

const inFlight = 10_000;
from = performance.now();
const until = next + inFlight;
await Promise.all(
  Array.from({ length: 200 }, async () => {
    while (next < until) await sender.sendMessages(message());
  }),
);
say({ inFlight: perSecond(inFlight, from) });

const batched = bodies.length - next;
from = performance.now();
while (next < bodies.length) {
  const batch = await sender.createMessageBatch();
  for (let size = 0; size < 500 && next < bodies.length; size++) batch.tryAddMessage(message());
  await sender.sendMessages(batch);
}
say({ batched: perSecond(batched, from), sent: new Date().toISOString() });

// Waits for a line of input, so that the queue is empty before events are sent at a steady rate.
await new Promise((resolve) => process.stdin.once("data", resolve));
const paced = [];
const began = performance.now();
for (let i = 0; i < 1_000; i++) {
  const wait = began + i * 10 - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  const event = {
    specversion: "1.0",
    id: `paced-${i}`,
    source: "measure",
    type: "flex.product.opened",
    time: new Date().toISOString(),
    data: { account: "acme", team: "paced", user: `user${i}`, product: "autocad", session: "s" },
  };
  paced.push(sender.sendMessages({ body: Buffer.from(JSON.stringify(event)), contentType: "application/json" }));
}
await Promise.all(paced);
say({ paced: paced.length });
await client.close();

const connects = 200;
from = performance.now();
for (let i = 0; i < connects; i++) {
  const one = new ServiceBusClient(connectionString);
  await one.createSender(queue).createMessageBatch();
  await one.close();
}
say({ connects, connectMs: Math.round((performance.now() - from) / connects) });
process.exit(0);
