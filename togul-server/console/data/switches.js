/** Switches of flags and rules: each shows at once what was pressed, and its requests follow each other. */

import { Store, useStore } from "../store.js";

/** What was pressed and is not confirmed yet, by the object's id. @type {Store<Map<string, boolean>>} */
const pressed = new Store(/** @type {Map<string, boolean>} */ (new Map()));
/** The last request of each switch. @type {Map<string, Promise<unknown>>} */
const requests = new Map();

/**
 * Whether the switch shows on.
 * @param {string} id of the flag or rule
 * @param {boolean} on as the server has it
 */
export const useSwitch = (id, on) => useStore(pressed).get(id) ?? on;

/**
 * Shows the switch as pressed until the server has answered, and sends the request after those before it: the last press wins.
 * @param {string} id
 * @param {boolean} on
 * @param {() => Promise<unknown>} send
 */
export async function press(id, on, send) {
    pressed.set(new Map(pressed.value).set(id, on));
    const before = requests.get(id) ?? Promise.resolve();
    const request = before.then(send, send);
    requests.set(id, request);
    try {
        await request;
    } finally {
        if (requests.get(id) === request) {
            requests.delete(id);
            const others = [...pressed.value].filter(([other]) => other !== id);
            pressed.set(new Map(others));
        }
    }
}
