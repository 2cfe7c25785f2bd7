/**
 * Gives each display an id made of its name, and of an ordinal where several displays have the same name. A device
 * keeps its id for as long as this object lives, so that unplugging the first of two equal displays does not rename
 * the second.
 */
export class DisplayIdentity {
  readonly #idByDevice = new Map<string, string>();

  /** The ids in the order of `devices`; `deviceKey` tells devices of equal name apart while both are plugged in. */
  assign(devices: readonly { readonly name: string; readonly deviceKey: string }[]): string[] {
    const keys = devices.map((device) => `${device.name}\u0000${device.deviceKey}`);
    const present = new Set(keys);
    const taken = new Set<string>();
    for (const key of keys) {
      const known = this.#idByDevice.get(key);
      if (known !== undefined) taken.add(known);
    }
    return devices.map((device, position) => {
      const key = keys[position] as string;
      const known = this.#idByDevice.get(key);
      if (known !== undefined) return known;
      const id = firstFree(device.name, taken);
      taken.add(id);
      // A device that comes back under a new key takes over the id that its absence left free.
      for (const [otherKey, otherId] of this.#idByDevice) {
        if (otherId === id && !present.has(otherKey)) this.#idByDevice.delete(otherKey);
      }
      this.#idByDevice.set(key, id);
      return id;
    });
  }
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let ordinal = 2; ; ordinal += 1) {
    const id = `${name} (${ordinal})`;
    if (!taken.has(id)) return id;
  }
}
