# What people do with `aws s3`: both directions, what is left out, what is removed, parts, pipes.
set -eu
aws=$TARN_AWS_CLI
work=$1
bucket=s3://synced
mkdir -p "$work/src/sub" "$work/src/log"
cd "$work"
for name in one two; do echo "$name" > "src/sub/$name.txt"; done
echo deep > 'src/sub/späce +&%name.txt'
echo log > src/log/1.log
: > src/empty
head -c 9000000 /dev/urandom > src/big.bin

"$aws" s3 mb $bucket
"$aws" s3 sync src $bucket/p --exclude '*.log' --no-progress
test -z "$("$aws" s3 sync src $bucket/p --exclude '*.log')"
"$aws" s3 ls $bucket/p/ --recursive --summarize | grep 'Total Objects: 5' > listed
rm src/sub/one.txt
echo changed-now > src/sub/two.txt
"$aws" s3 sync src $bucket/p --delete --exclude '*.log' --no-progress
"$aws" s3 mv $bucket/p $bucket/q --recursive --no-progress
mkdir down
touch down/extra
"$aws" s3 sync $bucket/q down --delete --no-progress
rm -r src/log
diff -r src down
echo piped | "$aws" s3 cp - $bucket/piped
test "$("$aws" s3 cp $bucket/piped -)" = piped
"$aws" s3 rm $bucket/q --recursive --exclude '*.bin' --quiet
test "$("$aws" s3 ls $bucket --recursive | wc -l)" -eq 2
if "$aws" s3 rb $bucket 2> refused; then exit 1; fi
grep -q BucketNotEmpty refused
"$aws" s3 rb $bucket --force
echo 'sync: all right'
