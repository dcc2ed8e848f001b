// server.mjs [KEY CERT]: a gateway that does what it is told to.
// Each line of standard input is a command, each line of standard output says what happened.
//   {"bind": 13}                    refuse binds with that status; 0 takes them
//   {"deaf": true}                  answer no enquire_link
//   {"next": ["ok", 88, "drop", "silent", "late", "bytes", "report", "unbind"]}
//                                   what to do with the next submits, then "ok" again
//   {"report": ID, "stat": "DELIVRD", "tlv": true}   a delivery report on the newest session
//   {"text": "..."}                 somebody's own SMS on the newest session
//   {"late": true}                  now send the answers that were held back
//   {"enquire": true}, {"unbind": true}, {"hang_up": true}, {"garbage": true}
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import smpp from 'smpp';

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const say = (event) => console.log(JSON.stringify(event));
const held = [];
let sessions = [];
let bind = 0;
let deaf = false;
let next = [];
let count = 0;

function receipt(id, stat, tlv, to) {
  const words = { DELIVRD: 2, EXPIRED: 3, DELETED: 4, UNDELIV: 5, ACCEPTD: 6, REJECTD: 8 };
  const short_message = Buffer.from(
    `id:${id} sub:001 dlvrd:001 submit date:2611230800 done date:2611230801 ` +
      `stat:${stat} err:${stat === 'DELIVRD' ? '000' : '042'} text:`,
  );
  const extra = tlv ? { receipted_message_id: id, message_state: words[stat] } : {};
  return { source_addr: to, destination_addr: 'Dialog', esm_class: 4, short_message, ...extra };
}

function deliver(session, fields) {
  session.deliver_sm(fields, (answer) => say({ event: 'heard', status: answer.command_status }));
}

function bytewise(session, pdu) {
  const bytes = pdu.toBuffer();
  let at = 0;
  const timer = setInterval(() => {
    session.socket.write(bytes.subarray(at, at + 1));
    if (++at === bytes.length) clearInterval(timer);
  }, 15);
}

function submitted(session, pdu) {
  const what = next.shift() ?? 'ok';
  const id = `m-${++count}`;
  say({
    event: 'submit', id, what,
    to: pdu.destination_addr, from: pdu.source_addr, from_ton: pdu.source_addr_ton,
    to_ton: pdu.dest_addr_ton, coding: pdu.data_coding, receipt: pdu.registered_delivery,
    text: pdu.short_message.message,
    udh: (pdu.short_message.udh ?? []).map((part) => part.toString('hex')),
  });
  const good = pdu.response({ message_id: id });
  if (what === 'ok') session.send(good);
  else if (what === 'drop') session.destroy();
  else if (what === 'late') held.push(() => session.send(good));
  else if (what === 'bytes') bytewise(session, good);
  else if (what === 'report') {
    deliver(session, receipt(id, 'DELIVRD', true, pdu.destination_addr));
    session.send(good);
  } else if (what === 'unbind') session.unbind();
  else if (what !== 'silent') session.send(pdu.response({ command_status: what }));
}

function greet(session) {
  session.on('error', () => {});
  session.on('bind_transceiver', (pdu) => {
    say({ event: 'bind', login: pdu.system_id, password: pdu.password });
    if (bind) {
      session.send(pdu.response({ command_status: bind }));
      return session.close();
    }
    sessions.push(session);
    return session.send(pdu.response());
  });
  session.on('submit_sm', (pdu) => submitted(session, pdu));
  session.on('enquire_link', (pdu) => {
    say({ event: 'enquire' });
    if (!deaf) session.send(pdu.response());
  });
  session.on('unbind', (pdu) => {
    say({ event: 'unbind' });
    session.send(pdu.response());
    session.close();
  });
  session.on('close', () => {
    sessions = sessions.filter((other) => other !== session);
    say({ event: 'close' });
  });
}

function obey(command) {
  const session = sessions.at(-1);
  if ('bind' in command) bind = command.bind;
  if ('deaf' in command) deaf = command.deaf;
  if ('next' in command) next = [...command.next];
  if ('late' in command) held.splice(0).forEach((answer) => answer());
  if ('report' in command) {
    deliver(session, receipt(command.report, command.stat, command.tlv, command.to ?? ''));
  }
  if ('text' in command) deliver(session, { source_addr: '77011234567', short_message: command.text });
  if ('enquire' in command) session.enquire_link((answer) => say({ event: 'alive', status: answer.command_status }));
  if ('unbind' in command) session.unbind();
  if ('hang_up' in command) [...sessions].forEach((each) => each.destroy());
  if ('garbage' in command) session.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
  say({ event: 'obeyed' });
}

const server = smpp.createServer(key ? { key, cert } : {}, greet);
server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.address().port }));
createInterface({ input: process.stdin })
  .on('line', (line) => obey(JSON.parse(line)))
  .on('close', () => process.exit(0));
