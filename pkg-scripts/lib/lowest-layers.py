"""Writes a docker-archive of the lowest layers of another: as many as fit into BYTES, at least one.

Usage: lowest-layers.py IN OUT BYTES
What benchmarks are stated for is an image of a certain size; this makes one out of a larger real one.
"""

import hashlib
import io
import json
import os
import sys
import tarfile


def main():
    source, target, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with tarfile.open(source) as archive, tarfile.open(f"{target}.new", "w") as written:
        (image,) = json.load(archive.extractfile("manifest.json"))
        config = json.load(archive.extractfile(image["Config"]))
        layers, total = [], 0
        for name in image["Layers"]:
            member = archive.getmember(name)
            if member.issym():  # skopeo lists layers by links to their files
                member = archive.getmember(os.path.normpath(os.path.join(os.path.dirname(name), member.linkname)))
            if layers and total + member.size > limit:
                break
            total += member.size
            layers.append(member)
            written.addfile(member, archive.extractfile(member))

        config["rootfs"]["diff_ids"] = config["rootfs"]["diff_ids"][: len(layers)]
        kept, seen = [], 0
        for entry in config.get("history", []):
            seen += not entry.get("empty_layer", False)
            if seen > len(layers):
                break
            kept.append(entry)
        config["history"] = kept

        def put(name, document):
            body = json.dumps(document).encode()
            member = tarfile.TarInfo(name or f"{hashlib.sha256(body).hexdigest()}.json")
            member.size = len(body)
            written.addfile(member, io.BytesIO(body))
            return member.name

        name = put(None, config)
        put("manifest.json", [{**image, "Config": name, "Layers": [member.name for member in layers]}])
    os.replace(f"{target}.new", target)


main()
