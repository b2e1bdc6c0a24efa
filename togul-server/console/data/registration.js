/** Whether people can create accounts without an invitation. */

import * as api from "../api.js";
import { useResource } from "../resource.js";

/** False only if the server says so: where it cannot be asked, registering itself gives the answer. */
export function useRegistrationIsOpen() {
    const { data, error } = useResource(
        "registration",
        () => /** @type {Promise<{ is_open: boolean }>} */ (api.getAnonymously("register")),
    );
    return data ? data.is_open : error ? true : null;
}
