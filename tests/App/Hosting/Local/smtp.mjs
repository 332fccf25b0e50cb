// An SMTP server for the tests: takes one line of JSON on stdin, says its port, then a line of JSON for each mail that it
// took. It ends when stdin does.
//
// { "key", "cert": PEM, "login": [user, password] or null, "encrypted": from the first byte,
//   "answers": { recipient: what happens }, "refusesSender": code or 0 }
// What may happen to a recipient's mail: a number is the answer to RCPT, "data 451" to the mail, "drop on data" ends the
// connection when the mail begins, "drop after dot" when all of it has come.
import { createInterface } from "node:readline";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const options = JSON.parse((await lines.next()).value);
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const failure = (responseCode, text) => Object.assign(new Error(text), { responseCode });
const answerTo = (session) => options.answers[session.envelope.rcptTo[0].address];

const server = new SMTPServer({
  key: options.key,
  cert: options.cert,
  secure: options.encrypted,
  hideSTARTTLS: !options.cert,
  authOptional: !options.login,
  allowInsecureAuth: true,
  disableReverseLookup: true,
  logger: false,
  onAuth: ({ username, password }, session, done) =>
    username === options.login[0] && password === options.login[1]
      ? done(null, { user: username })
      : done(failure(535, "who are you")),
  onMailFrom: (address, session, done) =>
    options.refusesSender ? done(failure(options.refusesSender, "not from you")) : done(),
  onRcptTo: ({ address }, session, done) => {
    const answer = options.answers[address];
    return Number.isInteger(answer) ? done(failure(answer, `no ${address} here`)) : done();
  },
  onData: async (stream, session, done) => {
    const answer = answerTo(session);
    const drop = () => {
      for (const connection of server.connections) {
        if (connection.session.id === session.id) connection._socket.destroy();
      }
      say({ dropped: session.envelope.rcptTo[0].address });
    };
    if (answer === "drop on data") {
      stream.once("data", () => stream.pause() && drop());
      return;
    }
    const mail = await simpleParser(stream);
    if (answer === "drop after dot") return drop();
    if (answer === "data 451") return done(failure(451, "come back later"));
    if (answer === "data 554") return done(failure(554, "we do not like it"));
    say({
      from: session.envelope.mailFrom.address,
      to: session.envelope.rcptTo.map((recipient) => recipient.address),
      headerTo: mail.to.text,
      secure: session.secure,
      user: session.user ?? null,
      subject: mail.subject,
      messageId: mail.messageId,
      date: mail.date,
      text: mail.text,
      html: mail.html,
      autoSubmitted: mail.headers.get("auto-submitted") ?? null,
      type: mail.headers.get("content-type").value,
      images: mail.attachments.map((part) => ({
        cid: part.cid,
        type: part.contentType,
        disposition: part.contentDisposition,
        related: part.related ?? false,
        content: part.content.toString("base64"),
      })),
    });
    done();
  },
});
// Connections that a client breaks are its business.
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => say({ port: server.server.address().port }));
await lines.next();
process.stdout.write("", () => process.exit(0));
