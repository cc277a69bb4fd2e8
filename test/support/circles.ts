/** What each node leads to. */
export type Graph = Map<string, string[]>;

/** The nodes that lead back to themselves, in groups that all lead to one another (Tarjan's strongly connected components). */
export function circlesIn(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const circles: string[][] = [];

  function visit(node: string): number {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) lowest.set(node, Math.min(lowest.get(node)!, visit(next)));
      else if (path.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, order.get(next)!));
    }
    if (lowest.get(node) === order.get(node)) {
      const group = path.splice(path.indexOf(node));
      if (group.length > 1) circles.push(group);
    }
    return lowest.get(node)!;
  }

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles;
}
