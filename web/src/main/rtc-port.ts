// Serves a data channel over a MessagePort, for browsers that cannot transfer one.

import type { FromChannel, ToChannel } from "../shared/rtc";

/** Forwards everything between channel and port until the channel closes. */
export function servePort(channel: RTCDataChannel, port: MessagePort): void {
  const post = (message: FromChannel, ...transfer: Transferable[]) => port.postMessage(message, transfer);
  channel.onopen = () => post({ event: "open", id: channel.id });
  channel.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
    post({ event: "message", data }, ...(typeof data === "string" ? [] : [data]));
  channel.onbufferedamountlow = () => {
    post({ event: "sent", bytes: 0, buffered: channel.bufferedAmount });
    post({ event: "bufferedamountlow" });
  };
  channel.onclosing = () => post({ event: "closing" });
  channel.onerror = ({ error }) => post({ event: "error", message: error.message });
  channel.onclose = () => {
    post({ event: "close" });
    port.close();
  };
  port.onmessage = ({ data }: MessageEvent<ToChannel>) => {
    if ("threshold" in data) channel.bufferedAmountLowThreshold = data.threshold;
    else if ("close" in data) channel.close();
    else send(channel, data.send, post);
  };
}

function send(channel: RTCDataChannel, data: string | ArrayBuffer, post: (message: FromChannel) => void): void {
  const bytes = typeof data === "string" ? data.length : data.byteLength;
  try {
    // The two overloads of send cannot be called with their union.
    channel.send(data as ArrayBuffer);
  } catch (error) {
    post({ event: "error", message: String(error) });
  }
  post({ event: "sent", bytes, buffered: channel.bufferedAmount });
}
