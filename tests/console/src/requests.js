/** Requests of the page: which were sent, and those that a test holds back, keeps the answer of, or answers itself. */
window.requests ??= (() => {
    const real = window.fetch;
    const sent = [];
    const rules = [];
    let kept = 0;
    let open = 0;
    let pass;
    let gate;
    const close = () => {
        gate = new Promise((resume) => (pass = resume));
    };
    close();
    const send = async (url, options) => {
        open += 1;
        try {
            return await real(url, options);
        } finally {
            open -= 1;
        }
    };
    const add = (pattern, times, handle) => {
        rules.push({ pattern: new RegExp(pattern), times, handle });
        return true;
    };
    window.fetch = (url, options = {}) => {
        const { pathname, search } = new URL(url, location.href);
        const line = `${options.method ?? "GET"} ${pathname.split("/api/v1/").at(-1)}${search}`;
        sent.push(line);
        const rule = rules.find((one) => one.times > 0 && one.pattern.test(line));
        if (!rule) return send(url, options);
        rule.times -= 1;
        return rule.handle(() => send(url, options), options.signal);
    };
    return {
        count: (pattern) => sent.filter((line) => new RegExp(pattern).test(line)).length,
        kept: () => kept,
        /** How many wait for the server. */
        open: () => open,
        /** The next requests like this are sent at `release`. */
        hold: (pattern, times = 1) =>
            add(pattern, times, async (go) => {
                await gate;
                return go();
            }),
        /** The answers to the next requests like this arrive at `release`. */
        keep: (pattern, times = 1) =>
            add(pattern, times, async (go) => {
                const response = await go();
                const { status, headers } = response;
                const text = await response.text();
                kept += 1;
                await gate;
                return new Response(text, { status, headers });
            }),
        /** The server does not know the token of the next requests like this. */
        refuse: (pattern, times = 1) =>
            add(pattern, times, async () => {
                const body = { code: "unauthorized", message: "the token is not valid" };
                return new Response(JSON.stringify(body), { status: 401 });
            }),
        /** The next requests like this get no answer at all. */
        ignore: (pattern, times = 1) =>
            add(
                pattern,
                times,
                (_, signal) => new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason))),
            ),
        release: () => {
            pass();
            close();
            return true;
        },
    };
})();
