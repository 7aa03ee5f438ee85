import tarfile,io,json,hashlib,sys,os
files=sys.argv[2:]
b=io.BytesIO(); t=tarfile.open(fileobj=b,mode='w')
for f in files:
    i=t.gettarinfo(f,arcname='opt/'+f.strip('/').replace('/','_')[-60:]); i.uid=i.gid=0; i.mode=0o755; i.uname=i.gname=''
    t.addfile(i,open(f,'rb'))
t.close(); layer=b.getvalue()
cfg=json.dumps({"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:"+hashlib.sha256(layer).hexdigest()]},"history":[{"created_by":"COPY"}]}).encode()
o=tarfile.open(sys.argv[1],'w')
def add(n,d):
    i=tarfile.TarInfo(n); i.size=len(d); o.addfile(i,io.BytesIO(d))
add('layer.tar',layer); h=hashlib.sha256(cfg).hexdigest()+'.json'; add(h,cfg)
add('manifest.json',json.dumps([{"Config":h,"RepoTags":["go:1"],"Layers":["layer.tar"]}]).encode()); o.close()
