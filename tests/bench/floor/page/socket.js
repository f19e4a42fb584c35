// The way over the relay.

const address = (path) => `ws://${location.host}/${path}`;

async function connect(path) {
  const socket = new WebSocket(address(path));
  socket.binaryType = "arraybuffer";
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`no connection to ${path}`));
  });
  return socket;
}

/** A sender: send(bytes), and stored(count) resolves when so many are durable at the relay. */
export async function sender(queue) {
  const socket = await connect(`send?q=${queue}`);
  let durable = 0;
  let heard = () => {};
  socket.onmessage = ({ data }) => {
    durable = Number(new DataView(data).getBigUint64(0));
    heard();
  };
  return {
    send: (bytes) => socket.send(bytes),
    stored: (count) =>
      new Promise((resolve) => {
        heard = () => durable >= count && resolve();
        heard();
      }),
  };
}

/** Hears a queue from its beginning. */
export async function receiver(queue, heard) {
  const socket = new WebSocket(address(`receive?q=${queue}`));
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => heard(new Uint8Array(data));
}
