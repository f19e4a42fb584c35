// The data channel that pion sees in the worker. It stands for a real channel that
// may still be on its way, and keeps what arrives before pion listens.

import type { ChannelBirth, ChannelWay, FromChannel, ToChannel } from "../shared/rtc";

type Handler = ((event: unknown) => void) | null;
type Data = string | ArrayBuffer;

/** How much may wait for a listener before the channel is given up. */
const maxWaiting = 16 << 20;

/** What lies below a Channel: the browser's own, or a port to it. */
export interface Wire {
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  send(data: string | ArrayBufferView<ArrayBuffer>): void;
  close(): void;
}

export class Channel {
  binaryType = "arraybuffer";
  label: string;
  protocol = "";
  ordered = true;
  negotiated = false;
  maxPacketLifeTime: number | null = null;
  maxRetransmits: number | null = null;
  id: number | null = null;
  readyState = "connecting";
  onclosing: Handler = null;
  onerror: Handler = null;
  onbufferedamountlow: Handler = null;

  private wire?: Wire;
  private threshold = 0;
  private openHandler: Handler = null;
  private closeHandler: Handler = null;
  private messageHandler: Handler = null;
  private waiting: Data[] = [];
  private waitingBytes = 0;
  private openIsNews = false;
  private closeIsNews = false;

  constructor(label: string) {
    this.label = label;
  }

  /** Joins the real channel, which has just arrived from the page. */
  attach(birth: ChannelBirth, way: ChannelWay<RTCDataChannel>): void {
    const closed = this.readyState === "closed" || this.readyState === "closing";
    Object.assign(this, birth, closed ? { readyState: this.readyState } : {});
    this.wire = "real" in way ? listen(this, way.real) : new PortWire(this, way.port);
    this.wire.bufferedAmountLowThreshold = this.threshold;
    if (closed) this.wire.close();
  }

  get bufferedAmount(): number {
    return this.wire?.bufferedAmount ?? 0;
  }

  get bufferedAmountLowThreshold(): number {
    return this.threshold;
  }

  set bufferedAmountLowThreshold(bytes: number) {
    this.threshold = bytes;
    if (this.wire) this.wire.bufferedAmountLowThreshold = bytes;
  }

  send(data: string | ArrayBufferView<ArrayBuffer>): void {
    if (this.readyState !== "open" || !this.wire) {
      throw new DOMException(`the data channel is ${this.readyState}`, "InvalidStateError");
    }
    this.wire.send(data);
  }

  close(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closing";
    this.wire?.close();
  }

  /** Reports an event of the wire; id is the channel's number, known once it is open. */
  report(event: FromChannel | { event: "message"; data: Data }): void {
    switch (event.event) {
      case "open":
        this.id = event.id;
        if (this.readyState === "connecting") this.readyState = "open";
        this.openIsNews = true;
        return this.tell();
      case "message":
        return this.take(event.data);
      case "close":
        this.readyState = "closed";
        this.closeIsNews = true;
        return this.tell();
      case "closing":
        this.readyState = "closing";
        return this.onclosing?.({});
      case "error":
        return this.onerror?.({ error: { message: event.message } });
      case "bufferedamountlow":
        return this.onbufferedamountlow?.({});
    }
  }

  private take(data: Data): void {
    this.waiting.push(data);
    this.waitingBytes += typeof data === "string" ? data.length : data.byteLength;
    if (this.messageHandler) this.tell();
    else if (this.waitingBytes > maxWaiting) this.close();
  }

  /** Delivers what has a listener, in order: open, messages, close. */
  private tell = (): void => {
    if (this.openIsNews && this.openHandler) {
      this.openIsNews = false;
      this.openHandler({});
    }
    while (this.messageHandler && this.waiting.length > 0) {
      const data = this.waiting.shift();
      if (this.waiting.length === 0) this.waitingBytes = 0;
      this.messageHandler({ data });
    }
    if (this.closeIsNews && this.closeHandler && this.waiting.length === 0) {
      this.closeIsNews = false;
      this.closeHandler({});
    }
  };

  get onopen(): Handler {
    return this.openHandler;
  }
  set onopen(handler: Handler) {
    this.openHandler = handler;
    queueMicrotask(this.tell);
  }
  get onmessage(): Handler {
    return this.messageHandler;
  }
  set onmessage(handler: Handler) {
    this.messageHandler = handler;
    if (!handler && this.readyState === "closing") this.waiting = [];
    queueMicrotask(this.tell);
  }
  get onclose(): Handler {
    return this.closeHandler;
  }
  set onclose(handler: Handler) {
    this.closeHandler = handler;
    queueMicrotask(this.tell);
  }
}

/** Makes a transferred channel the wire of ours. */
function listen(channel: Channel, real: RTCDataChannel): Wire {
  real.binaryType = "arraybuffer";
  real.onopen = () => channel.report({ event: "open", id: real.id });
  real.onmessage = ({ data }: MessageEvent<Data>) => channel.report({ event: "message", data });
  real.onbufferedamountlow = () => channel.report({ event: "bufferedamountlow" });
  real.onclosing = () => channel.report({ event: "closing" });
  real.onerror = (e) => channel.report({ event: "error", message: (e as Event & { error: Error }).error.message });
  real.onclose = () => channel.report({ event: "close" });
  if (real.readyState === "open") channel.report({ event: "open", id: real.id });
  return real as Wire;
}

/** A channel that stayed in the page, reached over a port. */
class PortWire implements Wire {
  private sent = 0;
  private passed = 0;
  private below = 0;
  private threshold = 0;

  constructor(
    channel: Channel,
    private readonly port: MessagePort,
  ) {
    port.onmessage = ({ data }: MessageEvent<FromChannel>) => {
      if (data.event === "sent") {
        this.passed += data.bytes;
        this.below = data.buffered;
      } else {
        channel.report(data);
      }
      if (data.event === "close") port.close();
    };
  }

  get bufferedAmount(): number {
    return this.sent - this.passed + this.below;
  }
  get bufferedAmountLowThreshold(): number {
    return this.threshold;
  }
  set bufferedAmountLowThreshold(bytes: number) {
    this.threshold = bytes;
    this.post({ threshold: bytes });
  }

  send(data: string | ArrayBufferView<ArrayBuffer>): void {
    if (typeof data === "string") {
      this.sent += data.length;
      return this.post({ send: data });
    }
    this.sent += data.byteLength;
    const copy = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    this.post({ send: copy }, copy);
  }
  close(): void {
    this.post({ close: true });
  }
  private post(message: ToChannel, ...transfer: Transferable[]): void {
    this.port.postMessage(message, transfer);
  }
}
