/** What the demonstration's customers have asked for. Customers and products are named by their external reference. */
export const orders = [
  {
    customer: "demo-bergmann",
    customer_reference: "PO-2291",
    currency: "EUR",
    lines: [
      { product: "demo-CO-100", quantity: 24 },
      { product: "demo-OL-300", quantity: 6 },
      { product: "demo-EQ-430", quantity: 10, discount_percent: 5 },
    ],
  },
  {
    customer: "demo-alpenkost",
    customer_reference: "AK-77310",
    currency: "EUR",
    lines: [
      { product: "demo-PA-310", quantity: 40 },
      { product: "demo-CH-320", quantity: 8 },
    ],
  },
  {
    customer: "demo-lund",
    customer_reference: "Höst-14",
    currency: "SEK",
    lines: [
      { product: "demo-EQ-400", quantity: 1 },
      { product: "demo-EQ-420", quantity: 144 },
    ],
  },
];
