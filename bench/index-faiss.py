"""FAISS on the same hashes, one thread, in CPU time: python3 index-faiss.py FILE HASHES RADIUS QUERIES. Prints one JSON line."""
import json
import sys
import time

import faiss
import numpy

path, hashes, radius, queries = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
faiss.omp_set_num_threads(1)
data = numpy.fromfile(path, dtype=numpy.uint8, count=hashes * 32).reshape(-1, 32)
sample = data[:: max(1, hashes // queries)][:queries].copy()

begun = time.process_time()
multi = faiss.IndexBinaryMultiHash(256, 16, 16)
multi.add(data)
build = time.process_time() - begun
begun = time.process_time()
found = 0
# FAISS takes what is nearer than the radius.
for query in range(len(sample)):
    limits, _, _ = multi.range_search(sample[query : query + 1], radius + 1)
    found += int(limits[-1])
multi_query = (time.process_time() - begun) / len(sample)

flat = faiss.IndexBinaryFlat(256)
flat.add(data)
flat_times = []
for query in range(min(100, len(sample))):
    begun = time.process_time()
    flat.search(sample[query : query + 1], 64)
    flat_times.append(time.process_time() - begun)
print(
    json.dumps(
        {
            "buildMs": build * 1000,
            "queryMs": multi_query * 1000,
            "foundPerQuery": found / len(sample),
            "flatMs": sorted(flat_times)[len(flat_times) // 2] * 1000,
            "version": faiss.__version__,
        }
    )
)
