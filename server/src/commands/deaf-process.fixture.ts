/** A process that is still loading: it has said nothing yet, and hears nothing. */
setInterval(() => {}, 60_000);
