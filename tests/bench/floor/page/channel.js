// The way over a data channel: segments cut into messages of 48 KiB, each behind the
// number of the segment and how many bytes of it are still to come.

import { join } from "./store.js";

const messageSize = (48 << 10) - 8;
const highWater = 4 << 20;
const lowWater = 1 << 20;

const gathered = async (connection) => {
  while (connection.iceGatheringState !== "complete") {
    await new Promise((resolve) => connection.addEventListener("icegatheringstatechange", resolve, { once: true }));
  }
  return connection.localDescription.toJSON();
};

/** Begins a link: returns the offer, and ready(answer), which resolves to the link. */
export async function offer(heard) {
  const connection = new RTCPeerConnection();
  const link = linkOf(connection.createDataChannel("floor"), heard);
  await connection.setLocalDescription();
  return {
    offer: await gathered(connection),
    ready: async (answer) => {
      await connection.setRemoteDescription(answer);
      await link.open;
      return link;
    },
  };
}

/** Answers an offer: returns the answer and a promise of the link. */
export async function answer(description, heard) {
  const connection = new RTCPeerConnection();
  const link = new Promise((resolve) => {
    connection.ondatachannel = ({ channel }) => resolve(linkOf(channel, heard));
  });
  await connection.setRemoteDescription(description);
  await connection.setLocalDescription();
  return { answer: await gathered(connection), link };
}

function linkOf(channel, heard) {
  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = lowWater;
  let parts = [];
  channel.onmessage = ({ data }) => {
    const head = new DataView(data);
    parts.push(new Uint8Array(data, 8));
    if (head.getUint32(4) > 0) return;
    heard(head.getUint32(0), join(parts));
    parts = [];
  };
  const open = new Promise((resolve) => {
    if (channel.readyState === "open") resolve();
    channel.onopen = resolve;
  });
  return { open, send: (number, bytes) => send(channel, number, bytes) };
}

async function send(channel, number, bytes) {
  let at = 0;
  do {
    const part = bytes.subarray(at, at + messageSize);
    at += part.length;
    const message = new Uint8Array(8 + part.length);
    const head = new DataView(message.buffer);
    head.setUint32(0, number);
    head.setUint32(4, bytes.length - at);
    message.set(part, 8);
    channel.send(message);
    if (channel.bufferedAmount > highWater) {
      await new Promise((resolve) => (channel.onbufferedamountlow = resolve));
    }
  } while (at < bytes.length);
}
