/**
 * Changes as they happen. Of all tabs, one holds the stream (Web Locks) and passes its events on (BroadcastChannel):
 * browsers allow six connections to an origin. When that tab closes, the next one connects.
 */

/** @import { ChangeEvent } from "./types.js" */
import { open } from "./api.js";
import { Store } from "./store.js";

/** `lost`: what is shown may be old. @typedef {"connecting" | "live" | "lost"} Status */

/** @type {Store<Status>} */
export const streamStore = new Store(/** @type {Status} */ ("connecting"));
/** @type {Set<(event: ChangeEvent) => void>} */
const listeners = new Set();

/** The server sends a heartbeat every 15 s. */
const SILENCE_MS = 45_000;
const MAX_PAUSE_MS = 30_000;

/**
 * @param {(event: ChangeEvent) => void} listener
 * @returns {() => void} ends the subscription
 */
export function onChange(listener) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
}

/** @param {ChangeEvent} event */
function emit(event) {
    for (const listener of [...listeners]) listener(event);
}

/**
 * The events in the bytes. Comments and other fields are skipped.
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} onBytes
 * @returns {AsyncGenerator<ChangeEvent>}
 */
async function* parse(body, onBytes) {
    const decoder = new TextDecoder();
    const reader = body.getReader();
    let rest = "";
    for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        onBytes();
        const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
            if (line.startsWith("data:")) yield JSON.parse(line.slice("data:".length));
        }
    }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 */
function pause(ms, signal) {
    return new Promise((resume) => {
        const timer = setTimeout(resume, ms);
        signal.addEventListener("abort", () => {
            clearTimeout(timer);
            resume(undefined);
        });
    });
}

/**
 * One connection, until it ends.
 * @param {AbortSignal} signal
 * @param {(event: ChangeEvent) => void} onEvent
 */
async function connect(signal, onEvent) {
    const silence = new AbortController();
    let timer = 0;
    const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(new Error("the stream is silent")), SILENCE_MS);
    };
    try {
        const either = AbortSignal.any([signal, silence.signal]);
        wait();
        const body = await open("stream", { signal: either, accept: "text/event-stream" });
        for await (const event of parse(body, wait)) onEvent(event);
    } finally {
        clearTimeout(timer);
        silence.abort();
    }
}

/**
 * Follows the changes of an organization until the returned function is called.
 * @param {string} identity the account and its organization
 * @returns {() => void}
 */
export function follow(identity) {
    const name = `togul-stream ${identity}`;
    const channel = new BroadcastChannel(name);
    const controller = new AbortController();
    const { signal } = controller;
    let leads = false;

    /** @param {Status} status */
    const setStatus = (status) => {
        streamStore.set(status);
        channel.postMessage({ status });
    };
    channel.onmessage = ({ data }) => {
        if (data.asks && leads) channel.postMessage({ status: streamStore.value });
        if (data.status) streamStore.set(data.status);
        if (data.event) emit(data.event);
    };
    channel.postMessage({ asks: true });

    const lead = async () => {
        leads = true;
        for (let failures = 0; !signal.aborted; failures += 1) {
            try {
                await connect(signal, (event) => {
                    failures = 0;
                    setStatus("live");
                    channel.postMessage({ event });
                    emit(event);
                });
            } catch {
                // The status shows it, and the next connection starts with a reset.
            }
            if (signal.aborted) return;
            setStatus("lost");
            await pause(Math.min(1000 * 2 ** failures, MAX_PAUSE_MS) * (0.5 + Math.random() / 2), signal);
        }
    };
    navigator.locks.request(name, { signal }, lead).catch(() => {
        // The signal ended the wait for the lock.
    });
    return () => {
        controller.abort();
        channel.close();
        streamStore.set("connecting");
    };
}
