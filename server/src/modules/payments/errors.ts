import { defineProblem } from "#platform/errors";

export const moreThanOpen = defineProblem({
  code: "more_than_open",
  status: 409,
  title: "More than is open",
  describe:
    "The amount is more than what the order still owes less what is being paid already. The detail says how much is open, and which payments are under way. Finance records what really arrived as a `bank_transfer`, also when it is too much.",
  remedy:
    "Ask for at most what is open, or cancel a payment that is under way and will not be made (`POST /v1/payments/{id}/cancel`).",
});

export const moreThanReceived = defineProblem({
  code: "more_than_received",
  status: 409,
  title: "More than was received",
  describe:
    "A payment gives back at most what arrived for it, less what was given back or is going back already.",
  remedy:
    "Read the payment with `GET /v1/payments/{id}`: `received_minor` less `refunded_minor` and what is going back is the most that can be given back.",
});

export const noConnection = defineProblem({
  code: "no_connection",
  status: 409,
  title: "No system takes this payment",
  describe:
    "Paying like this needs an active connection whose `allows` names `payments`. Connect one with POST /v1/connections, or resume it.",
  remedy:
    "Connect one with `POST /v1/connections`, or resume the one that is paused with `POST /v1/connections/{id}/resume`, then send the request again.",
});

export const paymentRefused = defineProblem({
  code: "payment_refused",
  status: 409,
  title: "The provider refused it",
  describe:
    "The payment provider understood and will not do it, or it could not be asked because its connection's address may not be called: trying again gives the same answer. The detail says which; the payment is cancelled.",
  remedy:
    "Mend what the detail names, then begin a new payment with `POST /v1/orders/{id}/payments`: this one is cancelled.",
});
