export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly priceCents: number;
}

/** What the demo's shop sells. */
export const PRODUCTS: readonly Product[] = [
  { sku: 'KET-17', name: 'Kettle, 1.7 l', priceCents: 3990 },
  { sku: 'MUG-04', name: 'Mugs, set of four', priceCents: 2450 },
  { sku: 'GRD-02', name: 'Coffee grinder', priceCents: 8900 },
  { sku: 'TEA-50', name: 'Assam tea, 500 g', priceCents: 1290 },
  { sku: 'FLT-10', name: 'Paper filters, 100', priceCents: 450 },
  { sku: 'ESP-01', name: 'Espresso machine', priceCents: 42900 },
  { sku: 'SCL-03', name: 'Kitchen scale', priceCents: 3250 },
  { sku: 'CAR-06', name: 'Glass carafe, 600 ml', priceCents: 2790 },
  { sku: 'BNS-1K', name: 'House blend, 1 kg', priceCents: 2190 },
  { sku: 'TRM-08', name: 'Vacuum flask, 0.8 l', priceCents: 3490 },
  { sku: 'SPN-12', name: 'Teaspoons, twelve', priceCents: 1850 },
  { sku: 'TRY-05', name: 'Oak tray', priceCents: 4650 },
];
