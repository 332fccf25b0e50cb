// Sends the messages of a file with the official Service Bus SDK. Each line of the file is a group: one message is sent
// alone, several as a batch. A group is sent again until it is acknowledged, even if the host is killed in between. After
// each group the program prints the number of acknowledged messages. Usage: node send.mjs CONNECTION_STRING FILE SENDERS
import { readFileSync } from "node:fs";
import { ServiceBusClient } from "@azure/service-bus";

const [connectionString, file, senders] = process.argv.slice(2);
const groups = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const mostAttempts = 300;
const clients = 4;
let next = 0;
let acknowledged = 0;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Several senders share a connection, as in a real gateway.
class Gateway {
  #client;

  #generation = 0;

  get generation() {
    return this.#generation;
  }

  sender() {
    this.#client ??= new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 4_000 } });
    return this.#client.createSender("usage-events");
  }

  // The first sender that fails closes the connection.
  async renew(generation) {
    if (generation === this.#generation) {
      const old = this.#client;
      this.#client = undefined;
      this.#generation++;
      await Promise.race([old?.close().catch(() => {}), pause(1_000)]);
    }
  }
}

async function sendGroup(sender, group) {
  if (group.length === 1) {
    await sender.sendMessages(message(group[0]));
    return;
  }
  let batch = await sender.createMessageBatch();
  for (const one of group) {
    if (!batch.tryAddMessage(message(one))) {
      await sender.sendMessages(batch);
      batch = await sender.createMessageBatch();
      batch.tryAddMessage(message(one));
    }
  }
  await sender.sendMessages(batch);
}

function message({ id, body }) {
  return { messageId: id, body: Buffer.from(body), contentType: "application/json" };
}

async function work(gateway) {
  let [sender, generation] = [undefined, -1];
  while (next < groups.length) {
    const group = groups[next++];
    for (let attempt = 1; ; attempt++) {
      try {
        if (generation !== gateway.generation) {
          [sender, generation] = [gateway.sender(), gateway.generation];
        }
        await sendGroup(sender, group);
        break;
      } catch (error) {
        if (attempt === mostAttempts) throw error;
        await gateway.renew(generation);
        await pause(100);
      }
    }
    acknowledged += group.length;
    console.log(acknowledged);
  }
}

const gateways = Array.from({ length: clients }, () => new Gateway());
await Promise.all(Array.from({ length: Number(senders) }, (_, number) => work(gateways[number % clients])));
process.exit(0);
